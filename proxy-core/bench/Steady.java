import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of what ten one-slot servers can do reaches 64 clients that keep their connections, and what four reloads within
 * five seconds cost. What a client at each server gets without a proxy is measured beside it: a machine that takes its time to
 * wake a thread keeps servers from the ideal too. The load is wrk's (Debian package wrk): it leaves more of the processors to
 * the programs. Used by one thread.
 */
final class Steady {

    static final Path WRK = Path.of("/usr/bin/wrk");
    private static final String PER_SECOND = "Requests/sec:\\s+([0-9.]+)";
    private static final int RELOADS = 4;
    private static final int WARM_UP_SECONDS = 4;
    private static final int SECONDS = 5;
    private static final int ALONE_SECONDS = 2;

    /** Rows of one load: the length of the queries, and whether the program's threads never sleep. */
    record Load(int millis, boolean busyPolling) {

        String title() {
            return "steady, queries of " + millis + " ms" + (busyPolling ? ", busy-polling" : "");
        }

        /** {@return a word for folders} */
        String name() {
            return "steady-" + millis + (busyPolling ? "-busy" : "");
        }

        Event event() {
            final Event event = new Event(title()).work(millis, millis);
            return busyPolling ? event.global("busy-polling") : event;
        }

        double ideal() {
            return Run.SERVERS * 1000.0 / millis;
        }
    }

    /** What wrk says: 200s per second, connections broken, other answers. */
    record Sample(double perSecond, long broken, long notOk) {
    }

    /** The servers without a program, one program at one load, without and with reloads, and what its servers refused. */
    record Measured(Sample alone, Sample calm, Sample reloaded, long refused) {

        String aloneCell(final Load load) {
            return ofIdeal(alone, load);
        }

        String calmCell(final Load load) {
            return ofIdeal(calm, load);
        }

        private static String ofIdeal(final Sample sample, final Load load) {
            return String.format(Locale.ROOT, "%.0f/s, %.0f %%", sample.perSecond(), 100 * sample.perSecond() / load.ideal());
        }

        String reloadCell() {
            final double change = 100 * (reloaded.perSecond() / calm.perSecond() - 1);
            return String.format(Locale.ROOT, "%+.1f %%, %+.1f %% each, %d broken, %d not 200", change, change / RELOADS,
                    reloaded.broken(), reloaded.notOk());
        }
    }

    static final List<Load> LOADS = List.of(new Load(1, false), new Load(5, false), new Load(5, true));

    private Steady() {
    }

    /**
     * Loads the servers of a run whose event is {@link Load#event}, then starts its program and loads it three times: to warm
     * up, calmly, reloaded.
     */
    static Measured measure(final Run run) throws Exception {
        final Sample alone = alone(run);
        run.start();
        sample(run, WARM_UP_SECONDS, 0);
        final Sample calm = sample(run, SECONDS, 0);
        final Sample reloaded = sample(run, SECONDS, RELOADS);
        run.processes.reportFailed(run.event.title);
        return new Measured(alone, calm, reloaded, run.refused());
    }

    /** A client at each server, and nothing between them. */
    private static Sample alone(final Run run) throws IOException {
        final List<Process> clients = new ArrayList<>();
        double perSecond = 0;
        try {
            for (int i = 0; i < Run.SERVERS; i++) {
                clients.add(wrk(1, ALONE_SECONDS, run.serverPort(i)));
            }
            for (final Process client : clients) {
                perSecond += number(said(client), PER_SECOND);
            }
        } finally {
            clients.forEach(Process::destroy);
        }
        return new Sample(perSecond, 0, 0);
    }

    private static Process wrk(final int connections, final int seconds, final int port) throws IOException {
        return new ProcessBuilder(WRK.toString(), "-t1", "-c" + connections, "-d" + seconds + "s",
                "http://127.0.0.1:" + port + "/query").redirectErrorStream(true).start();
    }

    private static String said(final Process wrk) throws IOException {
        return new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Sample sample(final Run run, final int seconds, final int reloads) throws Exception {
        final long begin = System.nanoTime();
        final Process wrk = wrk(Event.CLIENTS, seconds, run.port());
        try {
            for (int i = 1; i <= reloads; i++) {
                Pause.until(begin + TimeUnit.SECONDS.toNanos(seconds) * i / (reloads + 1));
                Reloads.awaited(run);
            }
            final String output = said(wrk);
            return new Sample(number(output, PER_SECOND),
                    (long) (number(output, "connect (\\d+)") + number(output, "read (\\d+)") + number(output, "write (\\d+)")
                            + number(output, "timeout (\\d+)")), (long) number(output, "Non-2xx or 3xx responses: (\\d+)"));
        } finally {
            wrk.destroy();
        }
    }

    /** A number in wrk's report, 0 where it leaves the line out. */
    private static double number(final String text, final String pattern) throws IOException {
        if (!text.contains("Requests/sec:")) {
            throw new IOException("wrk said '" + text.strip() + "' (expected: its report)");
        }
        final Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    static boolean available() {
        return Files.isExecutable(WRK);
    }
}
