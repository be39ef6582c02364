package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.control.StatusService;
import io.usher.agent.request.Invalid;
import io.usher.agent.status.StatusTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /status?watch}: the status table again and again, each over the one before, until the client leaves. One thread,
 * {@code rest-watch}, makes the tables for all that watch, and is there only while somebody does; a client that does not read
 * misses tables and is cut after some time.
 */
final class StatusWatch {

    private static final Logger LOG = LoggerFactory.getLogger(StatusWatch.class);
    private static final Pattern INTERVAL = Pattern.compile("(\\d{1,6})(ms|s|m)?");
    private static final Duration USUAL = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** Those who watch at about the same time see the same table. */
    private static final long SHARED_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final String TYPE = "text/plain";
    private static final long IDLE_SECONDS = 5;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** ECMA-48: clear all, home; then erase what an earlier table left to the right of each line and below the last. */
    private static final String CLEAR = "\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String ERASE_LINE = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";

    private final StatusService status;
    private final Streams streams;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        final Thread thread = new Thread(task, "rest-watch");
        thread.setDaemon(true);
        return thread;
    });
    private byte[] painted = new byte[0]; // the executor's thread's
    private long paintedAt; // the executor's thread's

    StatusWatch(final StatusService status, final Streams streams) {
        this.status = status;
        this.streams = streams;
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    /** Whether the request asks for it. */
    static boolean asked(final Context context) {
        return context.queryParam("watch") != null;
    }

    void start(final Context context) {
        final Duration interval = interval(context.queryParam("watch"));
        if (Streams.answeredByItsHead(context, TYPE)) {
            return;
        }
        final StreamedAnswer to = streams.open(context, TYPE);
        to.send(CLEAR.getBytes(StandardCharsets.UTF_8));
        executor.execute(() -> paint(new Watcher(to, interval, System.nanoTime())));
    }

    private record Watcher(StreamedAnswer to, Duration interval, long readAtNanos) {
    }

    private void paint(final Watcher watcher) {
        final long now = System.nanoTime();
        if (watcher.to.gone()) {
            return;
        }
        Watcher next = watcher;
        if (watcher.to.waiting() == 0) {
            watcher.to.send(table(now));
            next = new Watcher(watcher.to, watcher.interval, now);
        } else if (now - watcher.readAtNanos > PATIENCE_NANOS) {
            watcher.to.last("\nusher-agent: cut, for nothing was read for 30 s\n".getBytes(StandardCharsets.UTF_8));
            return;
        }
        final Watcher later = next;
        executor.schedule(() -> paint(later), watcher.interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private byte[] table(final long now) {
        if (painted.length == 0 || now - paintedAt > SHARED_NANOS) {
            String text;
            try {
                text = StatusTable.of(status.snapshot());
            } catch (RuntimeException e) {
                LOG.error("the status was not put together", e);
                text = "the status was not put together; the agent's log says why\n";
            }
            painted = (HOME + text.replace("\n", ERASE_LINE + "\n") + ERASE_BELOW).getBytes(StandardCharsets.UTF_8);
            paintedAt = System.nanoTime();
        }
        return painted;
    }

    private static Duration interval(final String text) {
        if (text.isEmpty()) {
            return USUAL;
        }
        final Matcher matcher = INTERVAL.matcher(text);
        if (matcher.matches()) {
            final long number = Long.parseLong(matcher.group(1));
            final String unit = matcher.group(2) == null ? "s" : matcher.group(2);
            final Duration interval = unit.equals("ms") ? Duration.ofMillis(number)
                    : unit.equals("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
            if (interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0) {
                return interval;
            }
        }
        throw new Invalid("watch", "watch: '" + text + "' (expected: nothing, or a time from 200ms to 1m)");
    }
}
