import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The rows as they come, printed in full, and in brief for the README. Used by one thread. */
final class Report {

    static final String NONE = "–";
    static final String FAILED = "not measured";
    private static final String BEGIN = "<!-- exactness: begin; proxy-core/bench/exactness --readme writes what stands here -->";
    private static final String END = "<!-- exactness: end -->";

    private final List<String> events = new ArrayList<>();
    private final List<String> second = new ArrayList<>();

    void begin() {
        System.out.println("| event | HAProxy: refused | most at once | failed | answers/s |"
                + " Usher: refused | most at once | failed | answers/s |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
    }

    /** A row; a result may be null, then the word stands in its place. */
    void row(final Event event, final Result haproxy, final String haproxyWord, final Result usher, final String usherWord) {
        System.out.println("| " + event.title + " |" + full(haproxy, haproxyWord) + full(usher, usherWord));
        final String ratio = haproxy == null || usher == null || haproxy.perSecond() == 0 ? NONE
                : String.format(Locale.ROOT, "%.2f", usher.perSecond() / haproxy.perSecond());
        events.add("| " + event.title + " | " + (haproxy == null ? haproxyWord : haproxy.brief()) + " | "
                + (usher == null ? usherWord : usher.brief()) + " | " + ratio + " |");
    }

    private static String full(final Result result, final String word) {
        return result == null ? " " + word + " | | | |" : result.cells();
    }

    /** Rows of the second table, the servers' own once for each length of queries; a measurement may be null. */
    void steady(final Steady.Load load, final Steady.Measured haproxy, final Steady.Measured usher) {
        beginSecond();
        if (!load.busyPolling()) {
            steady("queries of " + load.millis() + " ms, no proxy, a client at each server: answers/s, of the ideal", haproxy,
                    usher, measured -> measured.aloneCell(load), Steady.Measured::alone);
        }
        steady(load.title() + ": answers/s, of the ideal", haproxy, usher, measured -> measured.calmCell(load),
                Steady.Measured::calm);
        steady("the same with 4 reloads in 5 s: answers, clients", haproxy, usher, Steady.Measured::reloadCell,
                Steady.Measured::reloaded);
    }

    private void steady(final String title, final Steady.Measured haproxy, final Steady.Measured usher,
                        final Function<Steady.Measured, String> cell, final Function<Steady.Measured, Steady.Sample> sample) {
        final String line = "| " + title + " | " + (haproxy == null ? NONE : cell.apply(haproxy)) + " | "
                + (usher == null ? FAILED : cell.apply(usher)) + " | "
                + (haproxy == null || usher == null ? NONE : ratio(sample.apply(usher), sample.apply(haproxy))) + " |";
        System.out.println(line);
        second.add(line);
    }

    /** A row of the second table; a measurement may be null. */
    void death(final Deaths.Kind kind, final Deaths.Measured haproxy, final Deaths.Measured usher) {
        beginSecond();
        final String line = "| " + kind.title() + ": until it reads DOWN, median | " + (haproxy == null ? NONE : haproxy.cell())
                + " | " + (usher == null ? FAILED : usher.cell()) + " | " + (haproxy == null || usher == null ? NONE
                : String.format(Locale.ROOT, "%.2f", (double) usher.median() / haproxy.median())) + " |";
        System.out.println(line);
        second.add(line);
    }

    private void beginSecond() {
        if (second.isEmpty()) {
            second.add("| load | HAProxy | Usher | ratio |");
            second.add("|---|---|---|---|");
            System.out.println();
            second.forEach(System.out::println);
        }
    }

    private static String ratio(final Steady.Sample usher, final Steady.Sample haproxy) {
        return String.format(Locale.ROOT, "%.2f", usher.perSecond() / haproxy.perSecond());
    }

    /** Whether a file has the two markers, in order. */
    static boolean hasMarkers(final Path readme) throws IOException {
        final String text = Files.readString(readme);
        return text.contains(BEGIN) && text.indexOf(END) > text.indexOf(BEGIN);
    }

    /** Replaces what stands between the markers; {@link #hasMarkers} has been asked. */
    void write(final Path readme) throws IOException {
        final List<String> lines = new ArrayList<>(List.of(BEGIN,
                "| event | HAProxy: refused, most at once, failed | Usher: refused, most at once, failed | throughput ratio |",
                "|---|---|---|---|"));
        lines.addAll(events);
        if (!second.isEmpty()) {
            lines.add("");
            lines.addAll(second);
        }
        final String text = Files.readString(readme);
        Files.writeString(readme, text.substring(0, text.indexOf(BEGIN)) + String.join("\n", lines) + "\n"
                + text.substring(text.indexOf(END)));
    }
}
