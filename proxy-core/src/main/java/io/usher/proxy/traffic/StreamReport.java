package io.usher.proxy.traffic;

import io.usher.proxy.http.RequestHead;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.FrontendCounters;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.ServingCounters;
import java.util.function.Consumer;

/**
 * Keeps a stream's record and all counters it touches, as HAProxy counts them; writes the record to the log once, at the
 * end. On the stream's loop.
 */
final class StreamReport {

    private final ClientConnection client;
    private final TrafficEngine engine;
    private final StreamRecord record;
    private final FrontendCounters front;
    private Backend backend;
    private boolean backendCounted;
    private boolean open;
    private long countedIn;
    private long countedOut;
    private int serverSessions = -1;

    StreamReport(final ClientConnection client, final StreamRecord record) {
        this.client = client;
        this.engine = client.engine();
        this.record = record;
        this.front = client.entrance().frontend().counters();
    }

    /** A request has come in, or something that was none. */
    void begin(final RequestHead head) {
        startRecord();
        record.http = true;
        final long now = client.shelf().now();
        front.requests.increment();
        front.requestRate.count(now);
        engine.counters().requests.increment();
        if (head != null) {
            record.requestLine = head.requestLine();
        }
    }

    /** A TCP stream has begun. */
    void beginTcp() {
        startRecord();
    }

    /** A stream that the predecessor has counted goes on here: only what is current is counted. */
    void resume(final boolean http, final String requestLine, final Backend chosen, final Server tried) {
        startRecord();
        record.http = http;
        if (requestLine != null) {
            record.requestLine = requestLine;
        }
        backend = chosen;
        record.backend = chosen;
        record.server = tried;
        backendCounted = true;
        chosen.counters().sessions.up();
    }

    private void startRecord() {
        record.clear();
        open = true;
        backend = null;
        backendCounted = false;
        countedIn = 0;
        countedOut = 0;
        serverSessions = -1;
        record.frontend = client.entrance().frontend();
        record.clientAddress = client.address();
        record.frontendAddress = client.localAddress();
        record.acceptMillis = client.acceptMillis();
    }

    /** Whether the record has not been written yet. */
    boolean open() {
        return open;
    }

    /** The backend was chosen. */
    void backend(final Backend chosen) {
        backend = chosen;
        record.backend = chosen;
        backendCounted = true;
        chosen.counters().sessions.up();
        chosen.counters().sessionStarted(client.shelf().now());
        if (record.http) {
            chosen.counters().requests.increment();
            chosen.counters().requestRate.count(client.shelf().now());
        }
    }

    /** A server was chosen. */
    void server(final Server chosen) {
        record.server = chosen;
    }

    void received(final int bytes) {
        record.bytesFromClient += bytes;
    }

    void sent(final int bytes) {
        record.bytesToClient += bytes;
    }

    /** How many sessions the server had left when this one let go of it. */
    void serverSessions(final int left) {
        serverSessions = left;
    }

    /** Writes the byte counts into the counters: in between for long streams, and at the end. */
    void countBytes() {
        final long in = record.bytesFromClient - countedIn;
        final long out = record.bytesToClient - countedOut;
        countedIn += in;
        countedOut += out;
        front.bytesIn.add(in);
        front.bytesOut.add(out);
        engine.counters().sent(client.shelf().now(), (int) Math.min(out, Integer.MAX_VALUE));
        serving(counters -> {
            counters.bytesIn.add(in);
            counters.bytesOut.add(out);
        });
    }

    private void serving(final Consumer<ServingCounters> what) {
        if (backend != null) {
            what.accept(backend.counters());
        }
        if (record.server != null) {
            what.accept(record.server.counters());
        }
    }

    void requestFailed() {
        front.failedRequests.increment();
    }

    void denied() {
        front.deniedRequests.increment();
    }

    void rejected() {
        front.deniedRequests.increment();
        if (record.http) {
            front.requests.decrement();
        }
    }

    void answerFailed() {
        serving(counters -> counters.failedResponses.increment());
    }

    void clientAborted() {
        serving(counters -> counters.clientAborts.increment());
    }

    void serverAborted() {
        serving(counters -> counters.serverAborts.increment());
    }

    void serverTimedOut(final boolean inTheMiddle) {
        if (inTheMiddle) {
            serverAborted();
        } else {
            answerFailed();
        }
    }

    /** An answer, whosever, has been given: counts its status. */
    void answered() {
        if (record.http && record.status > 0) {
            front.responses.count(record.status);
            serving(counters -> counters.responses.count(record.status));
            if (record.server != null) {
                record.server.counters().requests.increment();
            }
        }
    }

    /** Ends the record and gives it to the log. */
    void end(final char cause, final char phase, final HttpTimes times, final SeatSeeker seeker) {
        if (!open) {
            return;
        }
        open = false;
        final long now = client.shelf().now();
        times.into(record, now);
        record.requestMillis = record.http ? System.currentTimeMillis() - record.activeTime : record.acceptMillis;
        record.cause = cause;
        record.phase = phase;
        record.retries = seeker.attempts().retries();
        record.redispatched = seeker.attempts().redispatched();
        record.backendQueue = seeker.backendQueue();
        record.serverQueue = seeker.serverQueue();
        countBytes();
        countTimes();
        leaveBackend();
        record.connectionsTotal = engine.counters().connections.current();
        record.frontendConnections = front.sessions.current();
        record.backendConnections = backend == null ? 0 : backend.counters().sessions.current();
        record.serverConnections = record.server == null ? 0
            : serverSessions >= 0 ? serverSessions : record.server.counters().sessions.current();
        engine.log().ended(record);
    }

    /** Ends the record without a line in the log. */
    void discard() {
        open = false;
        countBytes();
        leaveBackend();
    }

    private void countTimes() {
        if (record.server != null && record.responseTime >= 0) {
            serving(counters -> counters.times(record.http, ms(record.queueTime), ms(record.connectTime),
                ms(record.responseTime), ms(record.activeTime)));
        }
    }

    private static int ms(final long time) {
        return (int) Math.max(0, Math.min(time, Integer.MAX_VALUE));
    }

    private void leaveBackend() {
        if (backendCounted) {
            backendCounted = false;
            backend.counters().sessions.down();
        }
    }

    /** The connection is closed: nothing may stay counted. */
    void closed() {
        leaveBackend();
    }
}
