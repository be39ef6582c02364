package io.usher.proxy.runtime;

import io.usher.proxy.live.Health;
import io.usher.proxy.live.Server;
import java.util.List;

/**
 * {@code show stat brief}, Usher's own: of {@code show stat} and {@code show servers state} the columns that somebody needs who
 * looks at thousands of servers again and again, under the same names and with the same values, in a fifth of the bytes. Columns
 * that a kind of row has not stay empty.
 */
final class BriefStat {

    static final String HEADER = "# type,pxname,svname,status,slim,scur,qcur,stot,req_tot,act,bck,check_status,srv_addr,srv_port,"
        + "srv_admin_state,srv_uweight,srv_iweight,\n";

    /** Those that frontends and backends have, too; the first of all. */
    private static final List<StatColumn> COMMON = List.of(StatColumn.TYPE, StatColumn.PXNAME, StatColumn.SVNAME,
        StatColumn.STATUS, StatColumn.SLIM, StatColumn.SCUR, StatColumn.QCUR, StatColumn.STOT, StatColumn.REQ_TOT, StatColumn.ACT,
        StatColumn.BCK);

    private BriefStat() {
    }

    /** A frontend or a backend, which are few: picked out of its whole row. */
    static void picked(final StatRow row, final StringBuilder out) {
        COMMON.forEach(column -> StatRow.write(out, row.get(column)));
        out.append(",,,,,,\n");
    }

    /** With the instance lock held. */
    static void server(final Server server, final StringBuilder out) {
        final Health health = server.health();
        out.append(StatRows.SERVER_TYPE).append(',');
        StatRow.write(out, server.backend().name());
        StatRow.write(out, server.name());
        StatRow.write(out, server.statusText());
        if (server.maxconn() > 0) {
            out.append(server.maxconn());
        }
        out.append(',').append(server.counters().sessions.current()).append(',').append(server.queue().length()).append(',')
            .append(server.counters().cumulatedSessions.sum()).append(",,,,");
        if (health.running()) {
            out.append(StatRows.checkStatus(health));
        }
        out.append(',');
        StatRow.write(out, ServerAddressText.host(server));
        out.append(ServerAddressText.port(server)).append(',').append(server.adminBits()).append(',').append(server.weight())
            .append(',').append(server.configuredWeight()).append(",\n");
    }
}
