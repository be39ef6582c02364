package io.usher.proxy.traffic;

import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.Server;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** Makes stream records for tests of other packages, with the values of a request that took 50 ms unless changed. */
public final class StreamRecords {

    private final StreamRecord record = new StreamRecord();

    private StreamRecords() {
    }

    /** An HTTP request. */
    public static StreamRecords of(final Frontend frontend, final Backend backend, final Server server) {
        final StreamRecords made = new StreamRecords();
        made.record.http = true;
        made.record.frontend = frontend;
        made.record.backend = backend;
        made.record.server = server;
        made.record.requestTime = 0;
        made.record.queueTime = 0;
        made.record.connectTime = 0;
        made.record.responseTime = 50;
        made.record.activeTime = 50;
        made.record.totalTime = 50;
        made.record.status = 200;
        made.record.bytesToClient = 104;
        made.record.bytesFromClient = 40;
        made.record.connectionsTotal = 1;
        made.record.frontendConnections = 1;
        made.record.requestLine = "GET / HTTP/1.1";
        return made;
    }

    /** Who connected where, and when. */
    public StreamRecords client(final SocketAddress client, final SocketAddress frontend, final long millis) {
        record.clientAddress = client;
        record.frontendAddress = frontend;
        record.acceptMillis = millis;
        record.requestMillis = millis;
        return this;
    }

    /** The request line, one char a byte. */
    public StreamRecords line(final String line) {
        record.requestLine = line;
        return this;
    }

    /** Nothing came but a connection that was closed, or refused. */
    public StreamRecords refused(final int status, final char cause, final char phase) {
        record.requestTime = -1;
        record.queueTime = -1;
        record.connectTime = -1;
        record.responseTime = -1;
        record.activeTime = 0;
        record.status = status;
        record.bytesToClient = 0;
        record.bytesFromClient = 0;
        record.cause = cause;
        record.phase = phase;
        record.requestLine = StreamRecord.BAD_REQUEST;
        return this;
    }

    /** Queue positions and retries. */
    public StreamRecords waited(final long serverQueue, final long backendQueue, final int retries, final boolean redispatched) {
        record.serverQueue = serverQueue;
        record.backendQueue = backendQueue;
        record.retries = retries;
        record.redispatched = redispatched;
        return this;
    }

    /** Gives it to whoever logs. */
    public void to(final Consumer<StreamRecord> log) {
        log.accept(record);
    }
}
