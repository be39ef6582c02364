package io.usher.proxy.runtime;

import java.util.List;
import java.util.Locale;

/**
 * The columns of {@code show stat} in the order of HAProxy 2.6.12, each named as its constant in lower case (management
 * manual, 9.1). Behind them stands a column "-" and then the columns of HAProxy's optional modules.
 */
enum StatColumn {
    PXNAME, SVNAME, QCUR, QMAX, SCUR, SMAX, SLIM, STOT, BIN, BOUT, DREQ, DRESP, EREQ, ECON, ERESP, WRETR, WREDIS, STATUS,
    WEIGHT, ACT, BCK, CHKFAIL, CHKDOWN, LASTCHG, DOWNTIME, QLIMIT, PID, IID, SID, THROTTLE, LBTOT, TRACKED, TYPE, RATE,
    RATE_LIM, RATE_MAX, CHECK_STATUS, CHECK_CODE, CHECK_DURATION, HRSP_1XX, HRSP_2XX, HRSP_3XX, HRSP_4XX, HRSP_5XX,
    HRSP_OTHER, HANAFAIL, REQ_RATE, REQ_RATE_MAX, REQ_TOT, CLI_ABRT, SRV_ABRT, COMP_IN, COMP_OUT, COMP_BYP, COMP_RSP,
    LASTSESS, LAST_CHK, LAST_AGT, QTIME, CTIME, RTIME, TTIME, AGENT_STATUS, AGENT_CODE, AGENT_DURATION, CHECK_DESC,
    AGENT_DESC, CHECK_RISE, CHECK_FALL, CHECK_HEALTH, AGENT_RISE, AGENT_FALL, AGENT_HEALTH, ADDR, COOKIE, MODE, ALGO,
    CONN_RATE, CONN_RATE_MAX, CONN_TOT, INTERCEPTED, DCON, DSES, WREW, CONNECT, REUSE, CACHE_LOOKUPS, CACHE_HITS, SRV_ICUR,
    SRC_ILIM, QTIME_MAX, CTIME_MAX, RTIME_MAX, TTIME_MAX, EINT, IDLE_CONN_CUR, SAFE_CONN_CUR, USED_CONN_CUR, NEED_CONN_EST,
    UWEIGHT, AGG_SERVER_STATUS, AGG_SERVER_CHECK_STATUS, AGG_CHECK_STATUS;

    /** What HAProxy's protocol modules add; the first {@link #SERVER_MODULES} of them are there for servers too. */
    static final List<String> MODULES = List.of(
        "ssl_sess", "ssl_reused_sess", "ssl_failed_handshake", "h2_headers_rcvd", "h2_data_rcvd", "h2_settings_rcvd",
        "h2_rst_stream_rcvd", "h2_goaway_rcvd", "h2_detected_conn_protocol_errors", "h2_detected_strm_protocol_errors",
        "h2_rst_stream_resp", "h2_goaway_resp", "h2_open_connections", "h2_backend_open_streams", "h2_total_connections",
        "h2_backend_total_streams", "h1_open_connections", "h1_open_streams", "h1_total_connections", "h1_total_streams",
        "h1_bytes_in", "h1_bytes_out", "h1_spliced_bytes_in", "h1_spliced_bytes_out");

    /** Those of TLS. */
    static final int SERVER_MODULES = 3;

    private static final String HEADER = header();

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first line of the answer, its end included. */
    static String headerLine() {
        return HEADER;
    }

    private static String header() {
        final StringBuilder line = new StringBuilder(2048).append("# ");
        for (final StatColumn column : values()) {
            line.append(column.word()).append(',');
        }
        line.append("-,");
        MODULES.forEach(module -> line.append(module).append(','));
        return line.append('\n').toString();
    }
}
