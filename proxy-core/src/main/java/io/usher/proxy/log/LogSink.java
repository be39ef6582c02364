package io.usher.proxy.log;

import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.config.Mode;
import io.usher.proxy.config.Options;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.live.InstanceEvents;
import io.usher.proxy.traffic.StreamLog;
import io.usher.proxy.traffic.StreamRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The log of a process: a line for each stream and each event goes to the targets of its proxy, those of no proxy to the
 * {@code global} ones. Any thread may call it; nothing here ever waits. It does not decide what happened to a stream, only
 * how that is written, and whether {@code dontlognull} and {@code dontlog-normal} keep it silent.
 */
public final class LogSink implements StreamLog, InstanceEvents, AutoCloseable {

    private static final int QUEUED_LINES = 16384;
    private static final int DEFAULT_LINE_BYTES = 1024;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final long CLOSE_MILLIS = 1000;

    private final LogQueue queue;
    private final LogThread thread;
    private final List<LogOutlet> all = new ArrayList<>();
    private final List<LogOutlet> global;
    private final Map<Proxy, List<LogOutlet>> byProxy = new IdentityHashMap<>();
    private final int longestText;
    private final ThreadLocal<Formatter> formatters;

    /** What each formatting thread has of its own. */
    private record Formatter(LogLine line, StreamFormat format) {
    }

    /**
     * Opens all targets and starts the log thread.
     *
     * @param configuration whose targets to open
     * @param pid           process id to write
     * @throws IOException naming the target that could not be opened
     */
    public LogSink(final Configuration configuration, final long pid) throws IOException {
        this(configuration, pid, System::currentTimeMillis, ZoneId.systemDefault(), System.err, QUEUED_LINES);
    }

    LogSink(final Configuration configuration, final long pid, final LongSupplier millis, final ZoneId zone,
            final PrintStream complaints, final int capacity) throws IOException {
        queue = new LogQueue(capacity);
        formatters = ThreadLocal.withInitial(() -> new Formatter(new LogLine(), new StreamFormat(new LocalClock(zone))));
        final Map<LogTarget, LogOutlet> opened = new HashMap<>();
        global = open(configuration, pid, complaints, opened);
        final int longest = opened.keySet().stream().mapToInt(LogTarget::length).max().orElse(0);
        longestText = Math.max(longest, DEFAULT_LINE_BYTES) - 1;
        thread = new LogThread(queue, global, new LocalClock(zone), millis, Math.max(longest, DEFAULT_LINE_BYTES));
        thread.start();
    }

    /** Opens all, or none. {@return the global ones} */
    private List<LogOutlet> open(final Configuration configuration, final long pid, final PrintStream complaints,
                                 final Map<LogTarget, LogOutlet> opened) throws IOException {
        final String tag = configuration.global().logTag();
        try {
            for (final Proxy proxy : configuration.proxies()) {
                byProxy.put(proxy, outlets(proxy.logs(), tag, pid, complaints, opened));
            }
            return outlets(configuration.global().logs(), tag, pid, complaints, opened);
        } catch (final IOException e) {
            all.forEach(LogOutlet::close);
            throw e;
        }
    }

    private List<LogOutlet> outlets(final List<LogTarget> targets, final String tag, final long pid,
                                    final PrintStream complaints, final Map<LogTarget, LogOutlet> opened)
            throws IOException {
        final List<LogOutlet> outlets = new ArrayList<>();
        for (final LogTarget target : targets) {
            LogOutlet outlet = opened.get(target);
            if (outlet == null) {
                outlet = new LogOutlet(target, new SyslogHeader(target, tag, pid), LogOutlet.open(target), complaints);
                opened.put(target, outlet);
                all.add(outlet);
            }
            outlets.add(outlet);
        }
        return List.copyOf(outlets);
    }

    @Override
    public void ended(final StreamRecord record) {
        final Proxy section = record.frontend().section();
        final List<LogOutlet> outlets = byProxy.getOrDefault(section, global);
        if (outlets.isEmpty() || isSilent(record, section)) {
            return;
        }
        final Formatter formatter = formatters.get();
        final LogLine line = formatter.line().start(longestText);
        formatter.format().write(line, record);
        queue.offer(new LogQueue.Entry(outlets, Severity.INFO, line.toBytes()));
    }

    private static boolean isSilent(final StreamRecord record, final Proxy section) {
        final Options options = section.options();
        return options.dontlognull() && record.bytesFromClient() == 0
            || options.dontlogNormal() && !isAbnormal(record, section);
    }

    /** What {@code option dontlog-normal} still logs: errors, timeouts, retries, redispatches and 5xx (manual 4.2). */
    private static boolean isAbnormal(final StreamRecord record, final Proxy section) {
        return record.redispatched() || record.retries() > 0 || record.cause() != '-' && record.cause() != 'L'
            || section.mode() == Mode.HTTP && record.status() >= FIRST_SERVER_ERROR;
    }

    @Override
    public void event(final Severity severity, final Proxy proxyOrNull, final String message) {
        final List<LogOutlet> outlets = proxyOrNull == null ? global : byProxy.getOrDefault(proxyOrNull, global);
        if (!outlets.isEmpty()) {
            queue.offer(new LogQueue.Entry(outlets, severity, oneLine(message).getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** A message may quote what a server sent; it must not be able to forge a line of its own. */
    private static String oneLine(final String message) {
        return message.stripTrailing().replaceAll("\\p{Cntrl}", " ");
    }

    /** Lines lost since the start, because the queue was full or a receiver took no more ({@code DroppedLogs}). */
    public long dropped() {
        return queue.dropped();
    }

    /** Sends what is queued, for at most a second, and closes the targets. */
    @Override
    public void close() {
        thread.finish();
        boolean interrupted = false;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (final InterruptedException e) {
            interrupted = true;
        }
        if (!thread.isAlive()) {
            all.forEach(LogOutlet::close);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
