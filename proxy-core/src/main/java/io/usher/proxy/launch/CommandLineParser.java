package io.usher.proxy.launch;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the command line: HAProxy's options, one after the other (HAProxy management manual, 3). */
final class CommandLineParser {
    private final String[] words;
    private final List<Path> files = new ArrayList<>();
    private final List<Long> oldProcesses = new ArrayList<>();
    private CommandLine.Action action = CommandLine.Action.RUN;
    private String pidFile;
    private String oldSocket;
    private boolean background;
    private boolean foreground;
    private boolean quiet;
    private boolean verbose;
    private boolean json;
    private boolean strict;
    private boolean terminate;
    private int maxconn;
    private int next;

    private CommandLineParser(final String[] words) {
        this.words = words;
    }

    /**
     * Reads it.
     *
     * @throws UsageException naming the option that cannot be followed
     */
    static CommandLine parse(final String... words) throws UsageException {
        return new CommandLineParser(words).parse();
    }

    private CommandLine parse() throws UsageException {
        while (next < words.length) {
            option(words[next++]);
        }
        if (files.isEmpty() && (action == CommandLine.Action.RUN || action == CommandLine.Action.CHECK)) {
            throw new UsageException("no configuration file (expected: -f FILE)");
        }
        if (json && action != CommandLine.Action.CHECK) {
            throw new UsageException("--json without -c (expected: -c --json, for what a check finds)");
        }
        return new CommandLine(action, List.copyOf(files), Optional.ofNullable(pidFile), background, foreground, quiet,
                verbose, json, strict, maxconn, Optional.ofNullable(oldSocket), List.copyOf(oldProcesses), terminate);
    }

    private void option(final String word) throws UsageException {
        switch (word) {
            case "-f" -> files.add(path(value(word)));
            case "-c" -> action = CommandLine.Action.CHECK;
            case "-v" -> action = CommandLine.Action.VERSION;
            case "-vv" -> action = CommandLine.Action.BUILD_OPTIONS;
            case "-p" -> pidFile = value(word);
            case "-D" -> background = true;
            case "-db" -> foreground = true;
            case "-d" -> {
                foreground = true;
                verbose = true;
            }
            case "-q" -> quiet = true;
            case "-V" -> verbose = true;
            case "--json" -> json = true;
            case "-dW" -> strict = true;
            case "-n" -> maxconn = number(word);
            case "-x" -> oldSocket = value(word);
            case "-sf" -> processes(word, false);
            case "-st" -> processes(word, true);
            case "-m" -> number(word); // the launcher has made it the size of the heap
            case "-C", "-L" -> value(word); // the launcher has changed folders; there are no peers to name
            case "--" -> {
                while (next < words.length) {
                    files.add(path(words[next++]));
                }
            }
            default -> other(word);
        }
    }

    private static void other(final String word) throws UsageException {
        switch (word) {
            case "-W", "-Ws", "-S" -> throw new UsageException(word + ": Usher has no master-worker mode (expected: usher-agent,"
                    + " or systemd's usher-proxy@.service, supervises its generations)");
            case "-N", "-cc", "-dr", "-dL" -> throw new UsageException(word + " is known to HAProxy but not yet to Usher");
            case "-de", "-dk", "-dp", "-dS", "-dG", "-dR", "-dV", "-dD" -> {
                // turn off what Usher does not have, or turn on what it always does: nothing to do
            }
            default -> {
                if (word.startsWith("-dK")) {
                    throw new UsageException("-dK is known to HAProxy but not yet to Usher");
                }
                if (!word.startsWith("-dM")) {
                    throw new UsageException("unknown option '" + word + "'");
                }
            }
        }
    }

    private String value(final String option) throws UsageException {
        if (next >= words.length) {
            throw new UsageException(option + " expects a value");
        }
        return words[next++];
    }

    private static Path path(final String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (final InvalidPathException e) {
            throw new UsageException("-f: '" + text + "' is no path: " + e.getReason());
        }
    }

    private int number(final String option) throws UsageException {
        final String text = value(option);
        if (!text.matches("\\d{1,9}")) {
            throw new UsageException(option + ": '" + text + "' is no number");
        }
        return Integer.parseInt(text);
    }

    /** All pids up to the next option; none at all is no error. Several may stand in one word, as a pid file has them. */
    private void processes(final String option, final boolean hard) throws UsageException {
        terminate |= hard;
        while (next < words.length && !words[next].startsWith("-")) {
            for (final String pid : words[next++].trim().split("\\s+")) {
                if (!pid.matches("[1-9]\\d{0,9}") && !pid.isEmpty()) {
                    throw new UsageException(option + ": '" + pid + "' is no process id");
                }
                if (!pid.isEmpty()) {
                    oldProcesses.add(Long.parseLong(pid));
                }
            }
        }
    }
}
