import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Puts HAProxy and Usher in turn through every event that has been seen to sell a seat twice, and prints what the servers
 * and the clients say about it as one table.
 *
 * <p>Run it after {@code mvn -DskipTests package}, with {@code proxy-core/bench/exactness}; {@code --help} says what can be
 * asked of it. Behind the proxy stand ten servers whose work cannot be interrupted and who refuse, and count, a query too
 * many. It needs haproxy to compare with, and wrk for the steady loads. Everything stays on loopback, is bounded by seconds,
 * and is ended by process id.
 */
public final class Exactness {

    private static final Path README = Path.of("README.md");
    private static final String USAGE = """
            usage: proxy-core/bench/exactness [--seconds 8] [--only WORDS,WORDS] [--minutes 25]
                   [--ports 0] [--folder DIR] [--readme]
              --seconds  load on each program in each event, warm-up included; at least 2. All of it takes a quarter of an hour
              --only     only the rows whose names contain one of these words
              --minutes  no row begins after that
              --ports    first port to try; 0: any
              --folder   where configurations and what the programs said are kept
              --readme   writes the tables into README.md, between its markers; not with --only
            It ends with 1 if a server behind Usher was asked for more than it can do, or a row could not be measured. The row of
            queries that come past the proxy is left out of that; the row of the wall clock needs cc.
            """;
    private static final String CAPTION = """
            Ten servers with one slot each, work of %1$d ms that nothing interrupts, %3$d clients; where processes end early
            %2$d ms and half as many clients.
            *Refused*: queries that reached a busy server. *Most at once*: the most queries at one server at a time. *Failed*:
            answers other than 200 + connections refused or broken without an answer, not counting requests that the client
            itself cut. *Answers/s*: 200s. Usher runs with `timeout hold %2$dms`, the longest query, where processes are killed
            or end early, and without `timeout hold` elsewhere.
            """.formatted(Event.WORK, Event.LONG_WORK, Event.CLIENTS);

    private final Path folder;
    private final boolean keepFolder;
    private final int seconds;
    private final Ports ports;
    private final boolean compare = Files.isExecutable(Processes.HAPROXY);
    private final Report report = new Report();
    /** The one under way; written by the main thread, read by the one that ends the program. */
    private volatile Run current;
    private boolean exact = true;
    private boolean complete = true;

    private Exactness(final Path folder, final boolean keepFolder, final int seconds, final int firstPort) {
        this.folder = folder;
        this.keepFolder = keepFolder;
        this.seconds = seconds;
        ports = new Ports(firstPort);
    }

    public static void main(final String[] arguments) throws Exception {
        final Options options = new Options("exactness", USAGE,
                List.of("--seconds", "--only", "--minutes", "--ports", "--folder"), List.of("--readme"), arguments);
        final boolean readme = options.has("--readme");
        if (!Files.isExecutable(Processes.USHER)) {
            options.refuse(Processes.USHER + " is missing (expected: to run in the top folder of the project)");
        }
        if (readme && (options.has("--only") || !Files.isExecutable(Processes.HAPROXY) || !Steady.available())) {
            options.refuse("--readme (expected: without --only, and with " + Processes.HAPROXY + " and " + Steady.WRK + ")");
        }
        if (readme && !Report.hasMarkers(README)) {
            options.refuse("--readme: " + README + " has no markers to write between");
        }
        final String kept = options.text("--folder");
        final Exactness exactness = new Exactness(kept == null ? Files.createTempDirectory("usher-exact-")
                : Files.createDirectories(Path.of(kept)).toAbsolutePath(), kept != null, options.number("--seconds", 8, 2),
                options.number("--ports", 0, 0));
        Runtime.getRuntime().addShutdownHook(new Thread(exactness::end));
        exactness.run(options.text("--only", ""), options.number("--minutes", 25, 1));
        if (readme && exactness.complete) {
            exactness.report.write(README);
        }
        System.exit(exactness.exact && exactness.complete ? 0 : 1);
    }

    private void run(final String only, final int minutes) throws IOException {
        final long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        System.out.println(CAPTION);
        report.begin();
        for (int i = 0; i < Events.ALL.size(); i++) {
            final Event event = Events.ALL.get(i);
            if ((!event.wallClock || WallClock.available()) && wanted(event.title, only, end)) {
                final boolean both = compare && !event.usherAlone;
                final Result haproxy = both ? measure(false, event, i) : null;
                final Result usher = measure(true, event, i);
                exact &= usher != null && (event.outsiders || usher.exact(event.slots));
                report.row(event, haproxy, both ? Report.FAILED : Report.NONE, usher, Report.FAILED);
            }
        }
        for (final Steady.Load load : Steady.LOADS) {
            if (Steady.available() && wanted(load.title(), only, end)) {
                final Steady.Measured haproxy = compare ? measure(false, load) : null;
                final Steady.Measured usher = measure(true, load);
                exact &= usher != null && usher.refused() == 0;
                report.steady(load, haproxy, usher);
            }
        }
        deaths(only, end);
    }

    private void deaths(final String only, final long end) throws IOException {
        for (final Deaths.Kind kind : Deaths.KINDS) {
            if (wanted(kind.title(), only, end)) {
                final Deaths.Measured haproxy = compare ? measure(false, kind) : null;
                final Deaths.Measured usher = measure(true, kind);
                exact &= usher != null && usher.refused() == 0;
                report.death(kind, haproxy, usher);
            }
        }
    }

    private Deaths.Measured measure(final boolean usher, final Deaths.Kind kind) throws IOException {
        try (Run run = new Run(usher, kind.event(), place(usher, "death-" + kind.blow() + "-" + kind.checks()), ports)) {
            current = run;
            return Deaths.measure(run, kind);
        } catch (Exception e) {
            return failed(usher, kind.title(), e);
        }
    }

    private boolean wanted(final String title, final String only, final long end) {
        if (Stream.of(only.split(",")).noneMatch(title::contains)) {
            return false;
        }
        if (System.nanoTime() > end) {
            System.err.println("left out, for lack of time: " + title);
            complete = false;
            return false;
        }
        return true;
    }

    /** The result, or null where there is none; then it has been said why. */
    private Result measure(final boolean usher, final Event event, final int number) throws IOException {
        try (Run run = new Run(usher, event, place(usher, String.valueOf(number)), ports)) {
            current = run;
            return run.measure(seconds);
        } catch (Exception e) {
            return failed(usher, event.title, e);
        }
    }

    private Steady.Measured measure(final boolean usher, final Steady.Load load) throws IOException {
        try (Run run = new Run(usher, load.event(), place(usher, load.name()), ports)) {
            current = run;
            return Steady.measure(run);
        } catch (Exception e) {
            return failed(usher, load.title(), e);
        }
    }

    private <T> T failed(final boolean usher, final String title, final Exception why) {
        System.err.println((usher ? "usher" : "haproxy") + " in '" + title + "': " + why);
        complete = false;
        return null;
    }

    private Path place(final boolean usher, final String name) throws IOException {
        return Files.createDirectories(folder.resolve(name + (usher ? "-usher" : "-haproxy")));
    }

    private void end() {
        final Run run = current;
        if (run != null) {
            run.processes.kill();
        }
        try {
            if (!keepFolder) {
                Endings.delete(folder);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e.getMessage());
        }
    }
}
