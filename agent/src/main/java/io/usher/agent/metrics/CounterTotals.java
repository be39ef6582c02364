package io.usher.agent.metrics;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counters over all generations: what the living ones say, and what ended ones had said last. So no counter goes back at a
 * reload or a death, which a Prometheus would take for a restart and, with {@code rate()}, for a burst of traffic. Kept in a
 * file over restarts of the agent. Not thread-safe.
 */
final class CounterTotals {
    private static final Logger LOG = LoggerFactory.getLogger(CounterTotals.class);
    private static final String HEADER = "# usher counters 1 ";
    private static final String ENDED = "-";
    private final Path file;
    private final Map<String, Map<String, long[]>> last = new TreeMap<>(); // by generation, then by what is counted for
    private Map<String, long[]> ended = new HashMap<>();
    private boolean changed;

    /** @param file where they are kept; need not be there */
    CounterTotals(final Path file) {
        this.file = file;
        load();
    }

    /** What a generation has counted so far. One that counts less than before was told to begin anew ({@code clear counters}). */
    void says(final String generation, final Map<String, long[]> now) {
        final Map<String, long[]> before = last.put(generation, now);
        changed = true;
        if (before != null) {
            before.forEach((key, numbers) -> {
                final long[] newer = now.get(key);
                for (int i = 0; i < numbers.length; i++) {
                    if (newer == null || newer[i] < numbers[i]) {
                        ended.computeIfAbsent(key, k -> Counts.none())[i] += numbers[i];
                    }
                }
            });
        }
    }

    /**
     * Only these live: what others had counted last is final. What nobody counts any more is forgotten.
     *
     * @return whether there were others
     */
    boolean living(final Collection<String> generations) {
        boolean ended = false;
        for (final String generation : List.copyOf(last.keySet())) {
            if (!generations.contains(generation)) {
                last.remove(generation)
                        .forEach((key, numbers) -> Counts.add(this.ended.computeIfAbsent(key, k -> Counts.none()), numbers));
                ended = true;
            }
        }
        if (ended && !last.isEmpty()) {
            final Map<String, long[]> known = new HashMap<>();
            this.ended.forEach((key, numbers) -> {
                if (last.values().stream().anyMatch(one -> one.containsKey(key))) {
                    known.put(key, numbers);
                }
            });
            this.ended = known;
        }
        changed |= ended;
        return ended;
    }

    /** In the order of {@link Counts#COLUMNS}. */
    long[] total(final String key) {
        final long[] total = Counts.none();
        final long[] before = ended.get(key);
        if (before != null) {
            Counts.add(total, before);
        }
        for (final Map<String, long[]> one : last.values()) {
            final long[] numbers = one.get(key);
            if (numbers != null) {
                Counts.add(total, numbers);
            }
        }
        return total;
    }

    /** Writes what has changed; where that fails the counters begin anew with the next agent. */
    void save() {
        if (!changed) {
            return;
        }
        final Path written = file.resolveSibling(file.getFileName() + ".new");
        try (BufferedWriter out = Files.newBufferedWriter(written)) {
            out.write(HEADER + String.join(" ", Counts.COLUMNS.stream().map(column -> column.replace(' ', '_')).toList()) + "\n");
            write(out, ENDED, ended);
            for (final Map.Entry<String, Map<String, long[]>> one : last.entrySet()) {
                write(out, one.getKey(), one.getValue());
            }
            out.close();
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            changed = false;
        } catch (final IOException e) {
            LOG.warn("counters of earlier generations are not kept: {}", e.toString());
        }
    }

    private static void write(final BufferedWriter out, final String generation, final Map<String, long[]> counts)
            throws IOException {
        for (final Map.Entry<String, long[]> one : counts.entrySet()) {
            final StringBuilder line = new StringBuilder(generation).append('\t').append(one.getKey()).append('\t');
            for (final long number : one.getValue()) {
                line.append(number).append(' ');
            }
            out.write(line.append('\n').toString());
        }
    }

    private void load() {
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader in = Files.newBufferedReader(file)) {
            final String header = in.readLine();
            final String ours = HEADER + String.join(" ", Counts.COLUMNS.stream().map(c -> c.replace(' ', '_')).toList());
            if (!ours.equals(header)) {
                LOG.info("counters in {} are another version's: they begin anew", file);
                return;
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                final String[] cells = line.split("\t");
                final long[] numbers = Arrays.stream(cells[2].strip().split(" ")).mapToLong(Long::parseLong).toArray();
                if (numbers.length == Counts.COLUMNS.size()) {
                    (cells[0].equals(ENDED) ? ended : last.computeIfAbsent(cells[0], k -> new HashMap<>()))
                            .put(cells[1], numbers);
                }
            }
        } catch (final IOException | RuntimeException e) {
            LOG.warn("counters in {} cannot be read and begin anew: {}", file, e.toString());
            ended.clear();
            last.clear();
        }
    }
}
