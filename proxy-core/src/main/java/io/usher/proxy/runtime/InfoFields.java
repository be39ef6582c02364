package io.usher.proxy.runtime;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The lines of {@code show info} in the order of HAProxy 2.6 (management manual, 9.3 "show info"), with its positions and
 * type tags. What Usher has no counterpart of (TLS, compression, pipes, peers) stands there as 0 for those who look for it.
 * Memory numbers are those of the Java heap.
 */
final class InfoFields {

    /** Longest heap, bytes. */
    private static final long MAX_MEMORY = Runtime.getRuntime().maxMemory();

    /**
     * One line.
     *
     * @param position number in the typed format
     * @param name     name in all formats
     * @param tags     origin, nature and scope, a letter each (management manual, 9.2)
     * @param type     str, u32 or u64
     * @param value    its value
     */
    record Field(int position, String name, String tags, String type, Function<InfoReport, String> value) {
    }

    static final List<Field> ALL = List.of(
        text(0, "Name", "POS", i -> "Usher"),
        text(1, "Version", "POS", i -> i.process.version()),
        text(2, "Release_date", "POS", i -> i.process.releaseDate()),
        number(3, "Nbthread", "CGS", "u32", i -> i.process.threads()),
        number(4, "Nbproc", "CGS", "u32", i -> 1),
        number(5, "Process_num", "KGP", "u32", i -> 1),
        number(6, "Pid", "SGP", "u32", i -> i.process.pid()),
        text(7, "Uptime", "MDP", InfoReport::uptime),
        number(8, "Uptime_sec", "MDP", "u32", i -> i.process.uptimeSeconds()),
        number(9, "Memmax_MB", "CLP", "u32", i -> MAX_MEMORY >> 20),
        number(10, "PoolAlloc_MB", "MGP", "u32", i -> allocated() >> 20),
        number(11, "PoolUsed_MB", "MGP", "u32", i -> used() >> 20),
        number(12, "PoolFailed", "MCP", "u32", i -> 0),
        number(13, "Ulimit-n", "CLP", "u32", i -> i.process.descriptors()),
        number(14, "Maxsock", "CLP", "u32", i -> i.process.descriptors()),
        number(15, "Maxconn", "CLP", "u32", i -> i.process.maxconn()),
        number(16, "Hard_maxconn", "CLP", "u32", i -> i.process.maxconn()),
        number(17, "CurrConns", "MGP", "u32", i -> i.counters.connections.current()),
        number(18, "CumConns", "MCP", "u32", i -> i.counters.cumulatedConnections.sum()),
        number(19, "CumReq", "MCP", "u32", i -> i.counters.requests.sum()),
        number(20, "MaxSslConns", "MMP", "u32", i -> 0),
        number(21, "CurrSslConns", "MGP", "u32", i -> 0),
        number(22, "CumSslConns", "MCP", "u32", i -> 0),
        number(23, "Maxpipes", "CLP", "u32", i -> 0),
        number(24, "PipesUsed", "MGP", "u32", i -> 0),
        number(25, "PipesFree", "MGP", "u32", i -> 0),
        number(26, "ConnRate", "MRP", "u32", i -> i.counters.connectionRate.perSecond(i.now)),
        number(27, "ConnRateLimit", "CLP", "u32", i -> 0),
        number(28, "MaxConnRate", "MMP", "u32", i -> i.counters.connectionRate.highest()),
        number(29, "SessRate", "MRP", "u32", i -> i.counters.sessionRate.perSecond(i.now)),
        number(30, "SessRateLimit", "CLP", "u32", i -> 0),
        number(31, "MaxSessRate", "MRP", "u32", i -> i.counters.sessionRate.highest()),
        number(32, "SslRate", "MRP", "u32", i -> 0),
        number(33, "SslRateLimit", "CLP", "u32", i -> 0),
        number(34, "MaxSslRate", "MMP", "u32", i -> 0),
        number(35, "SslFrontendKeyRate", "MGP", "u32", i -> 0),
        number(36, "SslFrontendMaxKeyRate", "MMP", "u32", i -> 0),
        number(37, "SslFrontendSessionReuse_pct", "MGP", "u32", i -> 0),
        number(38, "SslBackendKeyRate", "MRP", "u32", i -> 0),
        number(39, "SslBackendMaxKeyRate", "MMP", "u32", i -> 0),
        number(40, "SslCacheLookups", "MCP", "u32", i -> 0),
        number(41, "SslCacheMisses", "MCP", "u32", i -> 0),
        number(42, "CompressBpsIn", "MRP", "u32", i -> 0),
        number(43, "CompressBpsOut", "MRP", "u32", i -> 0),
        number(44, "CompressBpsRateLim", "CLP", "u32", i -> 0),
        number(47, "Tasks", "MGP", "u32", i -> 0),
        number(48, "Run_queue", "MGP", "u32", i -> 0),
        number(49, "Idle_pct", "MaP", "u32", i -> i.idlePercent),
        text(50, "node", "COS", i -> i.process.node()),
        text(51, "description", "COS", i -> i.process.description()),
        number(52, "Stopping", "MGP", "u32", i -> i.process.stopping() ? 1 : 0),
        number(53, "Jobs", "MGP", "u32", i -> i.counters.connections.current() + i.process.listeners().getAsInt()),
        number(54, "Unstoppable Jobs", "MGP", "u32", i -> 0),
        number(55, "Listeners", "MGP", "u32", i -> i.process.listeners().getAsInt()),
        number(56, "ActivePeers", "MGP", "u32", i -> 0),
        number(57, "ConnectedPeers", "MGP", "u32", i -> 0),
        number(58, "DroppedLogs", "MGP", "u32", i -> i.process.droppedLogs().getAsLong()),
        number(59, "BusyPolling", "MGP", "u32", i -> 0),
        number(60, "FailedResolutions", "MGP", "u32", i -> 0),
        number(61, "TotalBytesOut", "MGP", "u64", i -> i.counters.bytesOut.sum()),
        number(62, "TotalSplicdedBytesOut", "MGP", "u64", i -> 0),
        number(63, "BytesOutRate", "MRP", "u64", i -> i.counters.bytesOutRate.perSecond(i.now) * 32L),
        number(64, "DebugCommandsIssued", "MGP", "u32", i -> 0),
        number(65, "CumRecvLogs", "MCP", "u32", i -> 0),
        text(66, "Build info", "POS", i -> i.process.version()),
        number(67, "Memmax_bytes", "CLP", "u32", i -> MAX_MEMORY),
        number(68, "PoolAlloc_bytes", "MGP", "u64", i -> allocated()),
        number(69, "PoolUsed_bytes", "MGP", "u64", i -> used()),
        number(70, "Start_time_sec", "MDP", "u32", i -> i.process.startMillis() / 1000),
        text(71, "Tainted", "SGP", i -> "0"));

    private InfoFields() {
    }

    private static Field text(final int position, final String name, final String tags,
                              final Function<InfoReport, String> value) {
        return new Field(position, name, tags, "str", value);
    }

    private static Field number(final int position, final String name, final String tags, final String type,
                                final ToLongFunction<InfoReport> value) {
        return new Field(position, name, tags, type, i -> Long.toString(value.applyAsLong(i)));
    }

    private static long allocated() {
        return Runtime.getRuntime().totalMemory();
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
