package io.usher.agent.generation;

import io.usher.agent.configuration.Snapshot;
import io.usher.agent.proxy.GenerationReport;
import io.usher.agent.proxy.ProxyClient;
import io.usher.agent.proxy.ProxyUnreachable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/**
 * The proxy as a program on a command line: checks configurations, starts generations and waits until they serve. It is known
 * by its command line and its socket only. Used on the conductor's thread.
 */
public final class ProxyProgram {
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final Path command;
    private final ProxyKind kind;
    private final RunFolder folder;
    private final ProcessLauncher launcher;
    private final InstantSource clock;
    private final Duration startLimit;

    /**
     * @param command    the program, e.g. {@code /usr/lib/usher/proxy-core/bin/usher-proxy}
     * @param kind       which it is
     * @param startLimit how long a generation may take until it serves
     */
    public ProxyProgram(final Path command, final ProxyKind kind, final RunFolder folder, final ProcessLauncher launcher,
                        final InstantSource clock, final Duration startLimit) {
        this.command = command;
        this.kind = kind;
        this.folder = folder;
        this.launcher = launcher;
        this.clock = clock;
        this.startLimit = startLimit;
    }

    ProxyKind kind() {
        return kind;
    }

    /** {@code -c}: lets the proxy read the files. Messages name the user's files. */
    public void check(final Snapshot snapshot) throws StartFailedException {
        try {
            folder.writeConfiguration(folder.checkConfiguration(), kind.ownConfiguration(1));
            final OutputFile output = new OutputFile(folder.checkOutput());
            output.cap();
            final long from = output.length();
            final List<String> words = new ArrayList<>(List.of(command.toString(), "-c"));
            words.addAll(files(snapshot, folder.checkConfiguration()));
            final LaunchedProcess process = launcher.start(words, output.path());
            if (!process.waitFor(CHECK_LIMIT)) {
                process.kill();
                throw new StartFailedException("the check of the configuration did not end within " + CHECK_LIMIT.toSeconds()
                        + " s and was stopped", null);
            }
            if (process.exitCode().orElse(0) != 0) {
                throw new StartFailedException(snapshot.inUsersWords(said(output.since(from), "the configuration is not valid")),
                        null);
            }
        } catch (final IOException e) {
            throw new StartFailedException("the proxy cannot be run to check the configuration: " + e.getMessage(), e);
        }
    }

    /**
     * Starts a generation and waits until it serves.
     *
     * @param fileName    a number free in the run directory
     * @param predecessor what it takes over from; empty where nobody lives
     * @param takesOver   told once the new process answers on its socket
     */
    Generation start(final Snapshot snapshot, final int fileName, final Optional<Generation> predecessor,
                     final Runnable takesOver) throws StartFailedException {
        final OutputFile output = new OutputFile(folder.output(fileName));
        final long from = output.length();
        final Instant started = clock.instant();
        try {
            folder.clean(fileName);
            folder.writeConfiguration(folder.configuration(fileName), kind.ownConfiguration(fileName));
            final List<String> words = new ArrayList<>(List.of(command.toString()));
            words.addAll(kind.options(fileName));
            words.addAll(files(snapshot, folder.configuration(fileName)));
            predecessor.ifPresent(p -> words.addAll(kind.takeOver(p)));
            final ProxyClient client = kind.client(fileName);
            final LaunchedProcess process = launcher.start(words, output.path());
            final GenerationReport report = awaitService(process, client, snapshot, output, from, takesOver);
            return new Generation(new Generation.Identity(report.number(), fileName, started,
                    predecessor.map(Generation::number), report.version(), false), process, client,
                    Optional.of(snapshot), output.path());
        } catch (final IOException e) {
            throw new StartFailedException("the proxy cannot be started: " + e.getMessage(), e);
        } catch (final StartFailedException e) {
            cleanQuietly(fileName, e);
            throw e;
        }
    }

    private void cleanQuietly(final int fileName, final StartFailedException failure) {
        try {
            folder.clean(fileName);
        } catch (final IOException e) {
            failure.addSuppressed(e);
        }
    }

    private GenerationReport awaitService(final LaunchedProcess process, final ProxyClient client, final Snapshot snapshot,
                                          final OutputFile output, final long from, final Runnable takesOver)
            throws StartFailedException {
        final long deadline = System.nanoTime() + startLimit.toNanos();
        boolean told = false;
        String last = "its socket " + client.path() + " did not appear";
        while (System.nanoTime() - deadline < 0) {
            if (!process.alive()) {
                process.waitFor(Duration.ofSeconds(1)); // until its exit code is known
                throw new StartFailedException(snapshot.inUsersWords(died(process, output.since(from))), null);
            }
            if (java.nio.file.Files.exists(client.path())) {
                try {
                    final GenerationReport report = client.generation(ProxyClient.SHORT_LIMIT);
                    if (!told) {
                        told = true;
                        takesOver.run();
                    }
                    if (report.active()) {
                        return report;
                    }
                    last = "it is still " + report.state();
                } catch (final ProxyUnreachable e) {
                    last = e.getMessage();
                }
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        process.kill();
        process.waitFor(Duration.ofSeconds(5));
        throw new StartFailedException("the new generation (pid " + process.pid() + ") did not serve within "
                + startLimit.toSeconds() + " s and was stopped: " + last + said(output.since(from), ""), null);
    }

    static List<String> files(final Snapshot snapshot, final Path own) {
        final List<String> words = new ArrayList<>();
        snapshot.files().forEach(f -> words.addAll(List.of("-f", f.toString())));
        words.addAll(List.of("-f", own.toString()));
        return words;
    }

    private static String died(final LaunchedProcess process, final String words) {
        return said(words, "") + "(the new generation, pid " + process.pid() + ", " + howEnded(process.exitCode())
                + " before it served)";
    }

    /** For people: how a process ended, as far as that is known. */
    static String howEnded(final OptionalInt exitCode) {
        if (exitCode.isEmpty()) {
            return "ended";
        }
        final int code = exitCode.getAsInt();
        return code > 128 && code < 160 ? "was killed by signal " + (code - 128) : "ended with exit code " + code;
    }

    private static String said(final String words, final String otherwise) {
        return words.isBlank() ? otherwise : words + "\n";
    }
}
