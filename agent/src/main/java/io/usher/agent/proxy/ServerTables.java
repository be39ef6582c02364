package io.usher.agent.proxy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a proxy says of all its frontends, backends and servers. */
final class ServerTables {
    private static final String FRONTEND = "0";
    private static final String BACKEND = "1";
    private static final String SERVER = "2";
    private static final String ADMIN_STATE = "srv_admin_state";

    private ServerTables() {
    }

    /** Whether it is the answer to usher-proxy's {@code show stat brief}, and not that of a proxy which does not know this. */
    static boolean isBrief(final String stats) {
        final int end = stats.indexOf('\n');
        return end > 0 && stats.lastIndexOf("," + ADMIN_STATE + ",", end) >= 0;
    }

    /** The answer to {@code show stat brief}. Of names and words that are the same from row to row there is one copy only. */
    static ServerTable brief(final String stats) throws MalformedAnswerException {
        final Table table = Table.csv(stats, "type", "pxname", "svname", "status", "slim", "check_status", "srv_addr", "srv_port",
                ADMIN_STATE, "srv_uweight", "srv_iweight");
        final BriefColumns at = new BriefColumns(table);
        final List<FrontendRow> frontends = new ArrayList<>();
        final List<BackendRow> backends = new ArrayList<>();
        final List<ServerRow> servers = new ArrayList<>(table.rows().size());
        ServerRow last = new ServerRow("", "", "", 0, 0, 0, 0, "", "", 0, 0, 0);
        for (final Table.Row row : table.rows()) {
            if (row.is(at.type, SERVER)) {
                last = at.server(row, last);
                servers.add(last);
            } else if (row.is(at.type, FRONTEND)) {
                frontends.add(frontend(row));
            } else if (row.is(at.type, BACKEND)) {
                backends.add(backend(row));
            }
        }
        return new ServerTable(Collections.unmodifiableList(frontends), Collections.unmodifiableList(backends),
                Collections.unmodifiableList(servers));
    }

    private static final class BriefColumns {
        private final int type;
        private final int backend;
        private final int name;
        private final int status;
        private final int limit;
        private final int current;
        private final int queued;
        private final int total;
        private final int check;
        private final int host;
        private final int port;
        private final int admin;
        private final int weight;
        private final int initial;

        BriefColumns(final Table table) {
            type = table.column("type");
            backend = table.column("pxname");
            name = table.column("svname");
            status = table.column("status");
            limit = table.column("slim");
            current = table.column("scur");
            queued = table.column("qcur");
            total = table.column("stot");
            check = table.column("check_status");
            host = table.column("srv_addr");
            port = table.column("srv_port");
            admin = table.column(ADMIN_STATE);
            weight = table.column("srv_uweight");
            initial = table.column("srv_iweight");
        }

        ServerRow server(final Table.Row row, final ServerRow last) throws MalformedAnswerException {
            return new ServerRow(row.text(backend, last.backend()), row.text(name), address(row.text(host), row.number(port, 0)),
                    (int) row.number(admin, 0), (int) row.number(weight, 0), (int) row.number(initial, 0),
                    (int) row.number(limit, 0), row.text(status, last.status()), row.text(check, last.checkStatus()),
                    row.number(current, 0), row.number(queued, 0), row.number(total, 0));
        }
    }

    /** The answers to {@code show servers state} and {@code show stat}; what is not in both is there no more, or not yet. */
    static ServerTable joined(final String states, final String stats) throws MalformedAnswerException {
        final Map<String, Table.Row> rowsByServer = new HashMap<>();
        final List<FrontendRow> frontends = new ArrayList<>();
        final List<BackendRow> backends = new ArrayList<>();
        final Table table = Table.csv(stats, "pxname", "svname", "type", "status", "slim");
        final int type = table.column("type");
        for (final Table.Row row : table.rows()) {
            if (row.is(type, FRONTEND)) {
                frontends.add(frontend(row));
            } else if (row.is(type, SERVER)) {
                rowsByServer.put(row.text("pxname") + "/" + row.text("svname"), row);
            } else if (row.is(type, BACKEND)) {
                backends.add(backend(row));
            }
        }
        final List<ServerRow> servers = new ArrayList<>();
        for (final Table.Row state : Table.blanks(states, "be_name", "srv_name", ADMIN_STATE, "srv_uweight").rows()) {
            final Table.Row stat = rowsByServer.get(state.text("be_name") + "/" + state.text("srv_name"));
            if (stat != null) {
                servers.add(server(state, stat));
            }
        }
        return new ServerTable(frontends, backends, servers);
    }

    static FrontendRow frontend(final Table.Row row) throws MalformedAnswerException {
        return new FrontendRow(row.text("pxname"), row.text("status"), (int) row.number("slim", 0), row.number("scur", 0),
                row.number("stot", 0), row.number("req_tot", 0));
    }

    private static BackendRow backend(final Table.Row row) throws MalformedAnswerException {
        return new BackendRow(row.text("pxname"), row.text("status"), (int) row.number("act", 0), (int) row.number("bck", 0),
                row.number("scur", 0), row.number("qcur", 0), row.number("stot", 0));
    }

    /** One server's rows of both answers. */
    static ServerRow server(final Table.Row state, final Table.Row stat) throws MalformedAnswerException {
        return new ServerRow(state.text("be_name"), state.text("srv_name"),
                address(state.text("srv_addr"), state.number("srv_port", 0)),
                (int) state.number(ADMIN_STATE, 0), (int) state.number("srv_uweight", 0),
                (int) state.number("srv_iweight", 0), (int) stat.number("slim", 0), stat.text("status"),
                stat.text("check_status"), stat.number("scur", 0), stat.number("qcur", 0), stat.number("stot", 0));
    }

    private static String address(final String host, final long port) {
        return port == 0 ? host : (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
