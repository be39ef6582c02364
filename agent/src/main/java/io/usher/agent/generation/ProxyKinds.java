package io.usher.agent.generation;

import io.usher.agent.proxy.PeerCheck;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells by what a program answers to {@code -v}, not by its name, which kind of proxy it is. Asked once, at the start. */
public final class ProxyKinds {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** HAProxy's first line, before 2.4 with a dash; usher-proxy's is the same with its own version behind. */
    private static final Pattern VERSION = Pattern.compile("^HA-?Proxy version ((\\d{1,4})\\.(\\d{1,4})\\S*)", Pattern.MULTILINE);
    private static final String USHERS_MARK = "-usher-";
    private static final int OLDEST_MAJOR = 2;
    private static final int OLDEST_MINOR = 6;
    private static final String EXPECTED = " (expected: usher-proxy, or HAProxy " + OLDEST_MAJOR + "." + OLDEST_MINOR
            + " or later)";

    private final RunFolder folder;
    private final ProcessLauncher launcher;
    private final PeerCheck peers;

    public ProxyKinds(final RunFolder folder, final ProcessLauncher launcher, final PeerCheck peers) {
        this.folder = folder;
        this.launcher = launcher;
        this.peers = peers;
    }

    /** Of the program that ships with the agent, which needs no asking. */
    public ProxyKind shipped() {
        return new UsherKind("usher-proxy", folder, peers);
    }

    /**
     * Asks a program what it is.
     *
     * @throws IOException naming it, if it cannot be run, or is neither usher-proxy nor HAProxy 2.6 or later
     */
    public ProxyKind of(final Path command) throws IOException {
        final String said = version(command);
        final Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new IOException("proxy-command " + command + ": -v says '" + firstLine(said) + "'" + EXPECTED);
        }
        final String text = version.group(1);
        final int usher = text.indexOf(USHERS_MARK);
        if (usher >= 0) {
            return new UsherKind("usher-proxy " + text.substring(usher + USHERS_MARK.length()), folder, peers);
        }
        final int major = Integer.parseInt(version.group(2));
        if (major < OLDEST_MAJOR || major == OLDEST_MAJOR && Integer.parseInt(version.group(3)) < OLDEST_MINOR) {
            throw new IOException("proxy-command " + command + ": HAProxy " + text + " is too old" + EXPECTED);
        }
        return new HaproxyKind("HAProxy " + text, folder, peers);
    }

    private String version(final Path command) throws IOException {
        final OutputFile output = new OutputFile(folder.checkOutput());
        output.cap();
        final long from = output.length();
        final LaunchedProcess process = launcher.start(List.of(command.toString(), "-v"), output.path());
        if (!process.waitFor(LIMIT)) {
            process.kill();
            throw new IOException("proxy-command " + command + ": -v did not end within " + LIMIT.toSeconds() + " s" + EXPECTED);
        }
        return output.since(from);
    }

    private static String firstLine(final String text) {
        final String line = text.lines().findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
