package io.usher.proxy.runtime;

import io.usher.proxy.config.Proxy;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.OperationalState;
import io.usher.proxy.live.Server;
import java.util.List;
import java.util.Optional;

/** Commands that show or clear counters: {@code show stat}, {@code clear counters} (HAProxy management manual, 9.3). */
final class StatCommands {

    private static final int ALL = -1;

    private final Instance instance;
    private final ProcessFacts process;

    StatCommands(final Instance instance, final ProcessFacts process) {
        this.instance = instance;
        this.process = process;
    }

    List<Command> commands() {
        return List.of(
            Command.of("show stat", Level.USER, "show stat [brief|no-maint|up]*", "report counters for each proxy and server",
                this::showStat),
            Command.of("clear counters", Level.OPERATOR, "clear counters [all]",
                "clear max statistics counters (or all counters)", this::clearCounters));
    }

    private String clearCounters(final CommandCall call) {
        final boolean all = call.word(2).equals("all");
        if (all && !call.session().has(Level.ADMIN)) {
            return CommandTable.PERMISSION_DENIED;
        }
        instance.clearCounters(all);
        return "";
    }

    /**
     * What to show.
     *
     * @param iid       number of a proxy, -1 = all
     * @param types     bits: 1 frontends, 2 backends, 4 servers; -1 = all
     * @param sid       number of a server, -1 = all
     * @param noMaint   not those in maintenance
     * @param upOnly    not those that are down
     * @param details   addresses and algorithms too, which HAProxy shows from level operator on
     * @param brief     the columns of {@link BriefStat}
     */
    private record Selection(int iid, int types, int sid, boolean noMaint, boolean upOnly, boolean details, boolean brief) {

        boolean has(final Proxy section, final int type) {
            return (iid == ALL || iid == section.id()) && (types & 1 << type) != 0;
        }

        boolean has(final Server server) {
            return (sid == ALL || sid == server.line().id())
                && !(noMaint && server.adminState() == AdminState.MAINT)
                && !(upOnly && server.operationalState() == OperationalState.STOPPED);
        }
    }

    private String showStat(final CommandCall call) {
        for (final String unknown : List.of("json", "typed", "desc", "domain")) {
            if (call.words().contains(unknown)) {
                return "'" + unknown + "' is not supported by Usher's 'show stat', only CSV.\n";
            }
        }
        final boolean bound = call.words().size() >= 5;
        int iid = ALL;
        if (bound) {
            iid = proxyId(call.word(2));
            if (iid == 0) {
                return "No such proxy.\n";
            }
        }
        final Selection selection = new Selection(iid, bound ? LeadingNumber.orZero(call.word(3)) : ALL,
            bound ? LeadingNumber.orZero(call.word(4)) : ALL, call.words().contains("no-maint"),
            call.words().contains("up"), call.session().socketLevel() != Level.USER, call.words().contains("brief"));
        return rows(selection);
    }

    private int proxyId(final String nameOrNumber) {
        final Optional<Proxy> named = instance.configuration().proxies().stream()
            .filter(proxy -> proxy.name().equals(nameOrNumber)).findFirst();
        return named.map(Proxy::id).orElseGet(() -> LeadingNumber.orZero(nameOrNumber));
    }

    private String rows(final Selection selection) {
        final StringBuilder out = new StringBuilder(4096).append(selection.brief() ? BriefStat.HEADER : StatColumn.headerLine());
        final StatRows rows = new StatRows(instance, process);
        for (final Proxy section : instance.configuration().proxies()) {
            if (section.kind().accepts() && selection.has(section, StatRows.FRONTEND_TYPE)) {
                instance.frontend(section.name()).ifPresent(frontend -> write(rows.frontend(frontend), selection, out));
            }
            if (section.kind().serves()) {
                instance.backend(section.name()).ifPresent(backend -> backend(backend, selection, rows, out));
            }
        }
        return out.toString();
    }

    private static void write(final StatRow row, final Selection selection, final StringBuilder out) {
        if (selection.brief()) {
            BriefStat.picked(row, out);
        } else {
            row.writeTo(out);
        }
    }

    private void backend(final Backend backend, final Selection selection, final StatRows rows, final StringBuilder out) {
        if (selection.has(backend.section(), StatRows.SERVER_TYPE)) {
            for (final Server server : backend.servers()) {
                server(server, selection, rows, out);
            }
        }
        if (selection.has(backend.section(), StatRows.BACKEND_TYPE)) {
            final boolean countServers = selection.noMaint() || selection.upOnly();
            final StatRow row;
            instance.lock().lock();
            try {
                row = rows.backend(backend, selection.details(), countServers);
            } finally {
                instance.lock().unlock();
            }
            write(row, selection, out);
        }
    }

    /** Takes the lock for each server anew, and no longer than to look: thousands of servers must not make traffic wait. */
    private void server(final Server server, final Selection selection, final StatRows rows, final StringBuilder out) {
        final StatRow row;
        instance.lock().lock();
        try {
            if (!selection.has(server)) {
                return;
            }
            if (selection.brief()) {
                BriefStat.server(server, out);
                return;
            }
            row = rows.server(server, selection.details());
        } finally {
            instance.lock().unlock();
        }
        row.writeTo(out);
    }
}
