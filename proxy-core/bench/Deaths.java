import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes until a server that died under load reads DOWN: all its connections end and nobody listens at its port any
 * more; or until one does that is well but for its health. Checked every 100 ms, three failures make it down ("fall", HAProxy
 * configuration manual, 5.2). Used by one thread.
 */
final class Deaths {

    private static final int TIMES = 9;
    private static final int LIMIT_SECONDS = 20;

    /** What happens to a server. */
    enum Blow {
        FIN("a busy server dies") {
            @Override
            void strike(final Run run, final int index) throws IOException {
                run.closeServer(index);
            }
        },
        RST("a busy server dies (RST)") {
            @Override
            void strike(final Run run, final int index) throws IOException {
                run.resetServer(index);
            }
        },
        HEALTH("a busy server's `/health` fails") {
            @Override
            void strike(final Run run, final int index) {
                run.failChecks(index, true);
            }

            @Override
            void heal(final Run run, final int index) {
                run.failChecks(index, false);
            }
        };

        private final String title;

        Blow(final String title) {
            this.title = title;
        }

        abstract void strike(Run run, int index) throws IOException;

        void heal(final Run run, final int index) throws IOException {
            run.replaceServer(index);
        }
    }

    /** One row: what happens, and the kind of the checks. */
    record Kind(Blow blow, Event.Checks checks) {

        String title() {
            return blow.title + ", " + checks + " checks every 100 ms";
        }

        Event event() {
            final Event event = new Event(title()).checks(checks).defaults("option redispatch").defaults("retries 3");
            return checks == Event.Checks.HTTP ? event.defaults("option httpchk GET /health") : event;
        }
    }

    /** Milliseconds from the death until DOWN, in order, and what the servers refused meanwhile. */
    record Measured(List<Long> millis, long refused) {

        long median() {
            return millis.get(millis.size() / 2);
        }

        String cell() {
            return String.format(Locale.ROOT, "%d ms (%d to %d)", median(), millis.get(0), millis.get(millis.size() - 1));
        }
    }

    static final List<Kind> KINDS = List.of(new Kind(Blow.FIN, Event.Checks.TCP), new Kind(Blow.FIN, Event.Checks.HTTP),
            new Kind(Blow.RST, Event.Checks.TCP), new Kind(Blow.HEALTH, Event.Checks.HTTP));

    private Deaths() {
    }

    /** Starts the program of a run whose event is {@link Kind#event}, and kills servers, one at a time. */
    static Measured measure(final Run run, final Kind kind) throws Exception {
        run.start();
        run.load();
        final List<Long> millis = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            final int index = i % Run.SERVERS;
            await(run, index, "UP");
            kind.blow().strike(run, index);
            final long death = System.nanoTime();
            await(run, index, "DOWN");
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - death));
            kind.blow().heal(run, index);
        }
        millis.sort(null);
        run.processes.reportFailed(run.event.title);
        return new Measured(millis, run.refused());
    }

    private static void await(final Run run, final int index, final String word) throws IOException {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        String status = "";
        while (!status.equals(word)) {
            if (System.nanoTime() > end) {
                throw new IOException(run.names[index] + " reads '" + status + "' for " + LIMIT_SECONDS + " s (expected: " + word
                        + ")");
            }
            Pause.millis(2);
            status = status(run, run.names[index]);
        }
    }

    /** The column "status" (HAProxy management manual, 9.1, field 17) of one server. */
    private static String status(final Run run, final String name) throws IOException {
        final String[] words = name.split("/");
        return run.processes.tell("show stat " + words[0] + " 4 -1").lines()
                .filter(line -> line.startsWith(words[0] + "," + words[1] + ",")).map(line -> line.split(",", -1)[17])
                .findAny().orElseThrow(() -> new IOException("'show stat' does not know " + name));
    }
}
