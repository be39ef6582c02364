package io.usher.proxy.traffic;

import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.Server;
import java.net.SocketAddress;

/**
 * What is known about a stream when it has ended: all that the HTTP and TCP log formats show (HAProxy configuration
 * manual, 8.2.2, 8.2.3 and 8.2.6). It does no formatting. Filled by the stream on its event loop and lent to
 * {@link StreamLog}; times are in milliseconds, -1 where the stream did not get as far.
 */
public final class StreamRecord {

    /** Stands for the request line of a request that could not be understood. */
    public static final String BAD_REQUEST = "<BADREQ>";
    /** Stands for the server's name where none was chosen. */
    public static final String NO_SERVER = "<NOSRV>";

    boolean http;
    Frontend frontend;
    Backend backend;
    Server server;
    SocketAddress clientAddress;
    SocketAddress frontendAddress;
    long acceptMillis;
    long requestMillis;
    long idleTime;
    long requestTime;
    long queueTime;
    long connectTime;
    long responseTime;
    long activeTime;
    long totalTime;
    int status;
    long bytesToClient;
    long bytesFromClient;
    char cause;
    char phase;
    int connectionsTotal;
    int frontendConnections;
    int backendConnections;
    int serverConnections;
    int retries;
    boolean redispatched;
    long serverQueue;
    long backendQueue;
    String requestLine;
    String fault;

    StreamRecord() {
        clear();
    }

    /** Forgets the last stream. */
    void clear() {
        http = false;
        backend = null;
        server = null;
        idleTime = 0;
        requestTime = -1;
        queueTime = -1;
        connectTime = -1;
        responseTime = -1;
        activeTime = 0;
        totalTime = 0;
        status = -1;
        bytesToClient = 0;
        bytesFromClient = 0;
        cause = '-';
        phase = '-';
        retries = 0;
        redispatched = false;
        serverQueue = 0;
        backendQueue = 0;
        requestLine = BAD_REQUEST;
        fault = null;
    }

    /** Whether this was an HTTP request; else a TCP connection. */
    public boolean http() {
        return http;
    }

    /** The frontend ({@code %ft}); its section has the log targets and options that apply. */
    public Frontend frontend() {
        return frontend;
    }

    /** The backend; null if none was chosen. */
    public Backend backend() {
        return backend;
    }

    /** The server; null if none was chosen. */
    public Server server() {
        return server;
    }

    /** {@code %b}: the backend's name, the frontend's where none was chosen. */
    public String backendName() {
        return backend == null ? frontend.name() : backend.name();
    }

    /** {@code %s}: the server's name, {@link #NO_SERVER} where none was chosen. */
    public String serverName() {
        return server == null ? NO_SERVER : server.name();
    }

    /** {@code %ci:%cp}: an {@code InetSocketAddress}, or a domain socket address for a unix client. */
    public SocketAddress clientAddress() {
        return clientAddress;
    }

    /** {@code %fi:%fp}: the address the client connected to. */
    public SocketAddress frontendAddress() {
        return frontendAddress;
    }

    /** {@code %t}: when the connection was accepted, milliseconds since 1970. */
    public long acceptMillis() {
        return acceptMillis;
    }

    /** {@code %tr}: when the first byte of the request came, milliseconds since 1970. */
    public long requestMillis() {
        return requestMillis;
    }

    /** {@code %Ti}: idle time before the request, ms. */
    public long idleTime() {
        return idleTime;
    }

    /** {@code %TR}: from the first byte of the request to the end of its head, ms; -1. */
    public long requestTime() {
        return requestTime;
    }

    /** {@code %Tw}: in queues, ms; -1. */
    public long queueTime() {
        return queueTime;
    }

    /** {@code %Tc}: until the connection to the server was there, retries included, ms; -1. */
    public long connectTime() {
        return connectTime;
    }

    /** {@code %Tr}: until the head of the answer was complete, ms; -1. */
    public long responseTime() {
        return responseTime;
    }

    /** {@code %Ta}: from the first byte of the request to the last of the answer, ms. */
    public long activeTime() {
        return activeTime;
    }

    /** {@code %Tt}: from accept (HTTP: from the end of the previous request) to the end, ms. */
    public long totalTime() {
        return totalTime;
    }

    /** {@code %ST}: status sent to the client; -1 if none was. */
    public int status() {
        return status;
    }

    /** {@code %B}: bytes sent to the client, heads included. */
    public long bytesToClient() {
        return bytesToClient;
    }

    /** {@code %U}: bytes read from the client, heads included. */
    public long bytesFromClient() {
        return bytesFromClient;
    }

    /** First letter of {@code %ts}: who or what ended the stream. */
    public char cause() {
        return cause;
    }

    /** Second letter of {@code %ts}: what the stream was doing then. */
    public char phase() {
        return phase;
    }

    /** {@code %tsc}: cause, phase and the two cookie letters, which are always "--". */
    public String termination() {
        return new String(new char[] {cause, phase, '-', '-'});
    }

    /** {@code %ac}: client connections of the process when this was logged. */
    public int connectionsTotal() {
        return connectionsTotal;
    }

    /** {@code %fc}: connections of the frontend. */
    public int frontendConnections() {
        return frontendConnections;
    }

    /** {@code %bc}: streams of the backend. */
    public int backendConnections() {
        return backendConnections;
    }

    /** {@code %sc}: streams of the server. */
    public int serverConnections() {
        return serverConnections;
    }

    /** {@code %rc}: connection retries, 0 or more. */
    public int retries() {
        return retries;
    }

    /** Whether {@code %rc} has a "+": a retry went to another server. */
    public boolean redispatched() {
        return redispatched;
    }

    /** {@code %sq}: requests that stood before this one in the server's queue. */
    public long serverQueue() {
        return serverQueue;
    }

    /** {@code %bq}: requests that stood before this one in the backend's queue. */
    public long backendQueue() {
        return backendQueue;
    }

    /** {@code %r}: the request line as received, one char a byte (ISO 8859-1), or {@link #BAD_REQUEST}. */
    public String requestLine() {
        return requestLine;
    }

    /** What was wrong with a message that broke the protocol, in words: offending value, expectation, place; null = nothing. */
    public String fault() {
        return fault;
    }
}
