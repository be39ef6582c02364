package io.usher.agent.generation;

import io.usher.agent.control.ListenAddress;
import io.usher.agent.proxy.PeerCheck;
import io.usher.agent.proxy.ProxyClient;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.proxy.ProxyUnreachable.Kind;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * HAProxy, 2.6 and later. Each generation is a master with one worker (HAProxy management manual, 3, {@code -W}), in the
 * foreground. Not for the master's reloads, which keep one process over all of them, so that no generation could die without
 * the others; but because the master's socket reaches a worker that finishes, whose own sockets close at once. Master and
 * worker end together, so the master's pid stands for both.
 */
public final class HaproxyKind implements ProxyKind {
    /** What HAProxy adds to a socket's path while it binds: {@code .PID.tmp}. */
    private static final int WHILE_BINDING = ".4194304.tmp".length();
    private static final int MOST_GENERATIONS = 999_999_999;
    private static final int SIGNAL_SECONDS = 5;
    private static final List<String> LIMITS = List.of(
            "seats: not exact: HAProxy counts per process; during a drain two processes share the servers",
            "holds: none: HAProxy takes a server for free once a client leaves, a time-out passes or a process is ended",
            "tunnels: only those of TCP frontends: HAProxy does not tell upgraded connections from others",
            "settings: a new process has the configuration's values until the agent has set them, some milliseconds",
            "going back: none: an earlier generation does not take over again; the agent restarts one that dies");

    private final String name;
    private final RunFolder folder;
    private final PeerCheck peers;

    /**
     * @throws IOException where the run directory's path cannot stand on HAProxy's command line
     */
    HaproxyKind(final String name, final RunFolder folder, final PeerCheck peers) throws IOException {
        this.name = name;
        this.folder = folder;
        this.peers = peers;
        final String longest = folder.listeners(MOST_GENERATIONS).toString();
        final int tooLong = longest.getBytes(StandardCharsets.UTF_8).length + WHILE_BINDING - ListenAddress.Unix.MAX_PATH;
        if (tooLong > 0) {
            throw new IOException("run directory " + folder.run() + ": too long by " + tooLong
                    + " bytes for HAProxy's sockets in it (unix(7))");
        }
        if (longest.contains(",")) {
            throw new IOException("run directory " + folder.run() + ": HAProxy's option -S takes no path with a comma");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> limits() {
        return LIMITS;
    }

    @Override
    public boolean handsOver() {
        return false;
    }

    @Override
    public ProxyClient client(final int fileName) {
        return ProxyClient.haproxy(folder.socket(fileName), fileName, peers);
    }

    /** A socket of the worker's, from which a successor fetches the listeners. */
    @Override
    public String ownConfiguration(final int fileName) {
        return "global\n"
                + "    stats socket " + RunFolder.word(folder.listeners(fileName))
                + " mode 600 level admin expose-fd listeners\n";
    }

    /** In the foreground ({@code -db}) even where the configuration says {@code daemon}. */
    @Override
    public List<String> options(final int fileName) {
        return List.of("-W", "-db", "-S", folder.socket(fileName) + ",mode,600");
    }

    @Override
    public List<String> takeOver(final Generation predecessor) {
        final Path listeners = folder.listeners(predecessor.fileName());
        return List.of("-x", listeners.toString(), "-sf", Long.toString(predecessor.process().pid()));
    }

    /** By SIGUSR1, which the master passes on (management manual, 4); no command does it. */
    @Override
    public void finish(final Generation generation) {
        final List<String> command = List.of("kill", "-USR1", Long.toString(generation.process().pid()));
        if (!generation.process().alive()) {
            throw new ProxyUnreachable(Kind.CLOSED, generation + " is gone", null);
        }
        try {
            final Process kill =
                    new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectErrorStream(true).start();
            final String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new ProxyUnreachable(Kind.CLOSED, String.join(" ", command) + ": " + said, null);
            }
        } catch (final IOException e) {
            throw new ProxyUnreachable(Kind.CLOSED, String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProxyUnreachable(Kind.CLOSED, String.join(" ", command) + " was interrupted", e);
        }
    }
}
