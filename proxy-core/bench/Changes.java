import java.io.IOException;
import java.util.List;

/** What changes while the process stays: the servers' settings, the servers themselves. Used by the thread of the run. */
final class Changes {

    private static final int SERVERS = Run.SERVERS;

    private Changes() {
    }

    /** One of weight, state and maxconn, at one server; no state leaves fewer than five servers. */
    static void change(final Run run, final int tick, final int mostSeats) throws IOException {
        final String server = "out/s" + (1 + run.random.nextInt(SERVERS));
        if (tick % 3 == 0) {
            run.processes.order("set server " + server + " weight " + (1 + run.random.nextInt(256)));
        } else if (tick % 3 == 1) {
            final String half = "out/s" + (1 + run.random.nextInt(SERVERS / 2));
            final String state = List.of("ready", "drain", "maint").get(run.random.nextInt(3));
            run.processes.order("set server " + half + " state " + state);
        } else {
            run.processes.order("set maxconn server " + server + " " + (1 + run.random.nextInt(mostSeats)));
        }
    }

    /** Cuts all sessions at all servers. */
    static void shutdownSessions(final Run run) throws IOException {
        final StringBuilder commands = new StringBuilder();
        for (int i = 1; i <= SERVERS; i++) {
            commands.append(i == 1 ? "" : ";").append("shutdown sessions server out/s").append(i);
        }
        run.processes.order(commands.toString());
    }

    /**
     * Gives the next server's address to a new server, and asks for the deletion of the old ones. HAProxy refuses that for as
     * long as it keeps a connection to the server (management guide, 9.3, "del server"): it is asked again at each tick.
     */
    static void replaceServer(final Run run, final int tick) throws IOException {
        final int index = (tick - 1) % SERVERS;
        final String old = run.names[index];
        run.names[index] = "out/n" + tick;
        run.processes.order("set server " + old + " state maint");
        run.removed.add(old);
        final String added = run.processes.tell("add server " + run.names[index] + " 127.0.0.1:" + run.serverPort(index)
                + " maxconn " + run.event.maxconn).strip();
        if (!added.equals("New server registered.")) {
            throw new IOException("'add server " + run.names[index] + "' was answered '" + added
                    + "' (expected: New server registered.)");
        }
        run.processes.order("enable server " + run.names[index]);
        for (final String name : List.copyOf(run.removed)) {
            final String deleted = run.processes.tell("del server " + name).strip();
            if (deleted.equals("Server deleted.")) {
                run.removed.remove(name);
            } else if (!deleted.contains("connections attached")) {
                throw new IOException("'del server " + name + "' was answered '" + deleted + "' (expected: Server deleted.)");
            }
        }
    }

    /** At odd ticks the next server dies with its connections, at even ones it is back. */
    static void dieOrReturn(final Run run, final int tick) throws IOException {
        final int index = (tick - 1) / 2 % SERVERS;
        if (tick % 2 == 1) {
            run.closeServer(index);
        } else {
            run.replaceServer(index);
        }
    }

    /** The same, and a reload at every fourth tick, so that retries are under way meanwhile. */
    static void dieOrReturnAndReload(final Run run, final int tick) throws IOException {
        dieOrReturn(run, tick);
        if (tick % 4 == 1) {
            Reloads.reload(run);
        }
    }
}
