import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of what ten one-slot servers can do reaches 64 clients that keep their connections, and what four reloads in the
 * same time cost. The load is wrk's (Debian package wrk): it leaves more of the processors to the programs. Used by one thread.
 */
final class Steady {

    static final Path WRK = Path.of("/usr/bin/wrk");
    private static final int RELOADS = 4;
    private static final int WARM_UP_SECONDS = 4;

    /** One row: the length of the queries. */
    record Load(int millis) {

        String title() {
            return "steady, queries of " + millis + " ms";
        }

        Event event() {
            return new Event(title()).work(millis, millis);
        }

        double ideal() {
            return Run.SERVERS * 1000.0 / millis;
        }
    }

    /** What wrk says: 200s per second, connections broken, other answers. */
    record Sample(double perSecond, long broken, long notOk) {
    }

    /** One program at one load, without and with reloads, and what its servers refused meanwhile. */
    record Measured(Sample calm, Sample reloaded, long refused) {

        String calmCell(final Load load) {
            return String.format(Locale.ROOT, "%.0f/s, %.0f %%", calm.perSecond(), 100 * calm.perSecond() / load.ideal());
        }

        String reloadCell() {
            return String.format(Locale.ROOT, "%+.1f %%, %d broken, %d not 200",
                    100 * (reloaded.perSecond() / calm.perSecond() - 1), reloaded.broken(), reloaded.notOk());
        }
    }

    static final List<Load> LOADS = List.of(new Load(1), new Load(5));

    private final int seconds;

    /** With the length of each of the two measurements in seconds, at least 1. */
    Steady(final int seconds) {
        this.seconds = seconds;
    }

    /** Starts the program of a run whose event is {@link Load#event}, and loads it three times: to warm up, calmly, reloaded. */
    Measured measure(final Run run) throws Exception {
        run.start();
        sample(run, Math.min(WARM_UP_SECONDS, seconds), 0);
        final Sample calm = sample(run, seconds, 0);
        final Sample reloaded = sample(run, seconds, RELOADS);
        run.processes.reportFailed(run.event.title);
        return new Measured(calm, reloaded, run.refused());
    }

    private static Sample sample(final Run run, final int seconds, final int reloads) throws Exception {
        final long begin = System.nanoTime();
        final Process wrk = new ProcessBuilder(WRK.toString(), "-t1", "-c" + Event.CLIENTS, "-d" + seconds + "s",
                "http://127.0.0.1:" + run.port() + "/query").redirectErrorStream(true).start();
        try {
            for (int i = 1; i <= reloads; i++) {
                Pause.until(begin + TimeUnit.SECONDS.toNanos(seconds) * i / (reloads + 1));
                Reloads.awaited(run);
            }
            final String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Sample(number(output, "Requests/sec:\\s+([0-9.]+)"),
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
