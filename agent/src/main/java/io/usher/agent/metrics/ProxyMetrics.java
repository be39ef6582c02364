package io.usher.agent.metrics;

import io.usher.agent.generation.Generation;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.proxy.StatTable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the living generations and writes HAProxy's metrics. While generations change, what a finishing one counts is noted in
 * between, too, as long as somebody scrapes at all. Any thread.
 */
public final class ProxyMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyMetrics.class);
    private static final long SAVE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private final Supervisor supervisor;
    private final CounterTotals totals;
    private boolean scraped;
    private long savedAt = System.nanoTime() - SAVE_NANOS;

    /** @param file where counters are kept over restarts of the agent; need not be there */
    public ProxyMetrics(final Supervisor supervisor, final Path file) {
        this.supervisor = supervisor;
        this.totals = new CounterTotals(file);
    }

    /** Adds all of them to a text in Prometheus' format, version 0.0.4. */
    public synchronized void write(final StringBuilder to) {
        scraped = true;
        final List<Said> all = ask(supervisor.living());
        final Generation active = supervisor.active().orElse(null);
        all.stream().filter(one -> one.of == active).findFirst().or(() -> all.stream().findFirst()).ifPresentOrElse(
                one -> new Exposition(one, all, totals, to).write(),
                () -> to.append("# HELP haproxy_up 1 if the proxy answers\n# TYPE haproxy_up gauge\nhaproxy_up 0\n"));
        if (System.nanoTime() - savedAt >= SAVE_NANOS) {
            save();
        }
    }

    /** While an earlier generation finishes, about once a second: it may end before the next scrape. */
    public synchronized void look() {
        if (scraped && supervisor.living().size() > 1) {
            final Generation active = supervisor.active().orElse(null);
            ask(supervisor.living().stream().filter(generation -> generation != active).toList());
        }
    }

    private List<Said> ask(final List<Generation> generations) {
        final List<Said> all = new ArrayList<>();
        for (final Generation generation : generations) {
            try {
                final StatTable stat = generation.client().stat();
                final Map<String, String> info = generation.client().info();
                totals.says(key(generation), Counts.of(stat, info));
                all.add(new Said(generation, stat, info));
            } catch (final ProxyUnreachable e) {
                LOG.debug("{} is not in the metrics: {}", generation, e.getMessage());
            }
        }
        if (totals.living(supervisor.living().stream().map(ProxyMetrics::key).toList())) {
            save(); // at once: the next agent could not ask it any more
        }
        return all;
    }

    private static String key(final Generation generation) {
        return generation.number() + "-" + generation.process().pid();
    }

    private void save() {
        savedAt = System.nanoTime();
        totals.save();
    }

    /** Keeps what was counted. */
    @Override
    public synchronized void close() {
        if (scraped) {
            save();
        }
    }

    /** What one generation said. */
    record Said(Generation of, StatTable stat, Map<String, String> info) {
    }
}
