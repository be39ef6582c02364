package io.usher.proxy.log;

import io.usher.proxy.config.LogTarget.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;

/** The thread named {@code log}: takes lines out of the queue and sends them, until it is stopped and the queue is empty. */
final class LogThread extends Thread {

    private static final long SLEEP_NANOS = 1_000_000_000L;
    private static final long REPORT_MILLIS = 1000;

    private final LogQueue queue;
    private final List<LogOutlet> reportTo;
    private final LocalClock clock;
    private final LongSupplier millis;
    private final LogLine line = new LogLine();
    private final ByteBuffer buffer;
    private long reportedDrops;
    private long reportedAt = Long.MIN_VALUE;
    /** Written by whoever stops, read by this thread. */
    private volatile boolean stopping;

    LogThread(final LogQueue queue, final List<LogOutlet> reportTo, final LocalClock clock, final LongSupplier millis,
              final int longestLine) {
        super("log");
        setDaemon(true);
        this.queue = queue;
        this.reportTo = reportTo;
        this.clock = clock;
        this.millis = millis;
        buffer = ByteBuffer.allocateDirect(longestLine + 1);
    }

    @Override
    public void run() {
        queue.consumedBy(this);
        boolean restless = false;
        while (!stopping || !queue.isEmpty()) {
            final boolean sent = sendBatch();
            reportDrops();
            if (sent || restless) {
                queue.nap();
            } else {
                queue.sleep(SLEEP_NANOS);
            }
            restless = sent;
        }
        reportDrops();
    }

    /** Any thread: what is queued is still sent. */
    void finish() {
        stopping = true;
        queue.wake();
    }

    private boolean sendBatch() {
        boolean sent = false;
        List<LogQueue.Entry> batch = queue.take();
        while (!batch.isEmpty()) {
            final long now = millis.getAsLong();
            for (final LogQueue.Entry entry : batch) {
                send(entry, now);
            }
            sent = true;
            reportDrops();
            batch = queue.take();
        }
        return sent;
    }

    private void send(final LogQueue.Entry entry, final long now) {
        for (final LogOutlet outlet : entry.outlets()) {
            if (outlet.wants(entry.severity())
                && !outlet.send(entry.severity(), entry.text(), line, buffer, clock, now)) {
                queue.countDropped();
            }
        }
    }

    private void reportDrops() {
        final long now = millis.getAsLong();
        final long drops = queue.dropped();
        if (drops == reportedDrops || reportedAt != Long.MIN_VALUE && now - reportedAt < REPORT_MILLIS) {
            return;
        }
        final byte[] text = (drops - reportedDrops + " log messages dropped.").getBytes(StandardCharsets.US_ASCII);
        reportedDrops = drops;
        reportedAt = now;
        for (final LogOutlet outlet : reportTo) {
            if (outlet.wants(Severity.WARNING)) {
                outlet.send(Severity.WARNING, text, line, buffer, clock, now);
            }
        }
    }
}
