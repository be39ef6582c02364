package io.usher.proxy.runtime;

import static io.usher.proxy.runtime.StatColumn.*;

import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.Mode;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.config.Rule;
import io.usher.proxy.live.Agent;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.BackendCounters;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.FrontendCounters;
import io.usher.proxy.live.Health;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.OperationalState;
import io.usher.proxy.live.ResponseCounts;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.ServerCounters;
import io.usher.proxy.live.ServingCounters;
import java.util.Locale;

/**
 * Fills the rows of {@code show stat} with the columns HAProxy 2.6 fills for each kind (management manual, 9.1). The
 * instance lock is held for servers and backends.
 */
final class StatRows {

    static final int FRONTEND_TYPE = 0;
    static final int BACKEND_TYPE = 1;
    static final int SERVER_TYPE = 2;

    private final Instance instance;
    private final ProcessFacts process;
    private final long now;

    /** For one answer; rates are as of now. */
    StatRows(final Instance instance, final ProcessFacts process) {
        this.instance = instance;
        this.process = process;
        now = instance.clock().nanoTime();
    }

    StatRow frontend(final Frontend frontend) {
        final FrontendCounters count = frontend.counters();
        final StatRow row = begin(frontend.section(), "FRONTEND", 0, FRONTEND_TYPE, StatColumn.MODULES.size());
        row.set(SCUR, count.sessions.current()).set(SMAX, count.sessions.highest()).set(SLIM, process.maxconn(frontend))
            .set(STOT, count.acceptedSessions.sum()).set(BIN, count.bytesIn.sum()).set(BOUT, count.bytesOut.sum())
            .set(DREQ, count.deniedRequests.sum()).set(DRESP, count.deniedResponses.sum())
            .set(EREQ, count.failedRequests.sum()).set(DCON, count.deniedConnections.sum())
            .set(DSES, count.deniedSessions.sum())
            .set(STATUS, status(frontend))
            .set(RATE, count.sessionRate.perSecond(now)).set(RATE_LIM, 0).set(RATE_MAX, count.sessionRate.highest())
            .set(WREW, count.failedRewrites.sum()).set(EINT, count.internalErrors.sum())
            .set(REQ_RATE, count.requestRate.perSecond(now)).set(REQ_RATE_MAX, count.requestRate.highest())
            .set(REQ_TOT, count.requests.sum())
            .set(CONN_RATE, count.connectionRate.perSecond(now)).set(CONN_RATE_MAX, count.connectionRate.highest())
            .set(CONN_TOT, count.connections.sum());
        compression(row);
        if (isHttp(frontend.section())) {
            responses(row, count.responses);
            row.set(INTERCEPTED, count.intercepted.sum()).set(CACHE_LOOKUPS, 0).set(CACHE_HITS, 0)
                .module("h1_open_connections", count.sessions.current()).module("h1_total_connections", count.connections.sum())
                .module("h1_total_streams", count.requests.sum()).module("h1_bytes_in", count.bytesIn.sum())
                .module("h1_bytes_out", count.bytesOut.sum());
        }
        return row;
    }

    private String status(final Frontend frontend) {
        return frontend.section().disabled() || process.stopping() ? "STOP" : frontend.paused() ? "PAUSED" : "OPEN";
    }

    StatRow server(final Server server, final boolean details) {
        final ServerCounters count = server.counters();
        final Proxy section = server.backend().section();
        final StatRow row = begin(section, server.name(), server.line().id(), SERVER_TYPE, StatColumn.SERVER_MODULES);
        row.set(QCUR, server.queue().length()).set(QMAX, count.longestQueue.highest());
        serving(row, count, isHttp(section));
        row.set(STOT, count.cumulatedSessions.sum())
            .set(STATUS, server.statusText()).set(LASTCHG, server.secondsSinceChange())
            .set(WEIGHT, server.weight()).set(UWEIGHT, server.weight())
            .set(ACT, server.line().backup() ? 0 : 1).set(BCK, server.line().backup() ? 1 : 0)
            .set(SRV_ICUR, count.idleConnections.current()).set(IDLE_CONN_CUR, 0)
            .set(SAFE_CONN_CUR, count.idleConnections.current()).set(USED_CONN_CUR, count.usedConnections.current())
            .set(NEED_CONN_EST, count.usedConnections.highest());
        if (server.maxconn() > 0) {
            row.set(SLIM, server.maxconn());
        }
        if (server.line().maxqueue() > 0) {
            row.set(QLIMIT, server.line().maxqueue());
        }
        check(row, server);
        if (details) {
            row.set(ADDR, address(server.line().address(), server));
        }
        return row;
    }

    private static void check(final StatRow row, final Server server) {
        final Health health = server.health();
        if (health.enabled()) {
            row.set(CHKFAIL, server.counters().failedChecks.sum()).set(CHKDOWN, server.counters().downTransitions.sum())
                .set(DOWNTIME, server.downtimeSeconds());
        }
        agent(row, server.agent());
        if (!health.running()) {
            return;
        }
        row.set(CHECK_STATUS, checkStatus(health))
            .set(CHECK_DESC, health.status().text()).set(LAST_CHK, health.info())
            .set(CHECK_RISE, health.rise()).set(CHECK_FALL, health.fall()).set(CHECK_HEALTH, health.level());
        if (health.status().hasCode()) {
            row.set(CHECK_CODE, health.code());
        }
        if (health.status().hasDuration()) {
            row.set(CHECK_DURATION, health.durationMillis());
        }
    }

    static String checkStatus(final Health health) {
        return (health.inProgress() ? "* " : "") + health.status().word();
    }

    private static void agent(final StatRow row, final Agent agent) {
        if (agent.enabled()) {
            row.set(AGENT_STATUS, (agent.inProgress() ? "* " : "") + agent.status().word())
                .set(AGENT_DESC, agent.status().text()).set(LAST_AGT, agent.info()).set(AGENT_DURATION, agent.durationMillis())
                .set(AGENT_RISE, Agent.RISE).set(AGENT_FALL, Agent.FALL).set(AGENT_HEALTH, agent.level());
            if (agent.status().hasCode()) {
                row.set(AGENT_CODE, 0);
            }
        }
    }

    StatRow backend(final Backend backend, final boolean details, final boolean countServers) {
        final BackendCounters count = backend.counters();
        final Proxy section = backend.section();
        final StatRow row = begin(section, "BACKEND", 0, BACKEND_TYPE, StatColumn.MODULES.size());
        row.set(QCUR, backend.queue().length()).set(QMAX, count.longestQueue.highest());
        serving(row, count, isHttp(section));
        row.set(STOT, count.cumulatedSessions.sum()).set(SLIM, fullconn(section))
            .set(DREQ, count.deniedRequests.sum())
            .set(STATUS, (backend.up() ? "UP" : "DOWN") + (countServers ? upOf(backend) : ""))
            .set(WEIGHT, backend.totalWeight()).set(UWEIGHT, backend.totalWeight())
            .set(ACT, backend.activeServers()).set(BCK, backend.backupServers())
            .set(CHKDOWN, count.downTransitions.sum()).set(LASTCHG, backend.secondsSinceChange())
            .set(AGG_SERVER_STATUS, 0).set(AGG_SERVER_CHECK_STATUS, 0).set(AGG_CHECK_STATUS, 0);
        if (!backend.servers().isEmpty()) {
            row.set(DOWNTIME, backend.downtimeSeconds());
        }
        compression(row);
        if (isHttp(section)) {
            row.set(CACHE_LOOKUPS, 0).set(CACHE_HITS, 0)
                .module("h1_total_connections", count.connects.sum()).module("h1_total_streams", count.requests.sum())
                .module("h1_bytes_in", count.bytesOut.sum()).module("h1_bytes_out", count.bytesIn.sum());
        }
        if (details) {
            row.set(ALGO, section.balance().word());
        }
        return row;
    }

    /** What servers and backends have in common. */
    private void serving(final StatRow row, final ServingCounters count, final boolean http) {
        final long samples = count.samples(http);
        row.set(SCUR, count.sessions.current()).set(SMAX, count.sessions.highest())
            .set(BIN, count.bytesIn.sum()).set(BOUT, count.bytesOut.sum()).set(DRESP, count.deniedResponses.sum())
            .set(ECON, count.failedConnections.sum()).set(ERESP, count.failedResponses.sum())
            .set(WRETR, count.retries.sum()).set(WREDIS, count.redispatches.sum()).set(LBTOT, count.balanced.sum())
            .set(RATE, count.sessionRate.perSecond(now)).set(RATE_MAX, count.sessionRate.highest())
            .set(CLI_ABRT, count.clientAborts.sum()).set(SRV_ABRT, count.serverAborts.sum())
            .set(LASTSESS, count.secondsSinceLastSession(now))
            .set(QTIME, count.queueTime.average(samples)).set(CTIME, count.connectTime.average(samples))
            .set(RTIME, count.responseTime.average(samples)).set(TTIME, count.totalTime.average(samples))
            .set(QTIME_MAX, count.queueTime.highest()).set(CTIME_MAX, count.connectTime.highest())
            .set(RTIME_MAX, count.responseTime.highest()).set(TTIME_MAX, count.totalTime.highest())
            .set(WREW, count.failedRewrites.sum()).set(EINT, count.internalErrors.sum())
            .set(CONNECT, count.connects.sum()).set(REUSE, count.reuses.sum());
        if (http) {
            responses(row, count.responses);
            row.set(REQ_TOT, count.requests.sum());
        }
    }

    private static StatRow begin(final Proxy section, final String name, final int serverId, final int type,
                                 final int moduleColumns) {
        return new StatRow(moduleColumns).set(PXNAME, section.name()).set(SVNAME, name).set(PID, 1)
            .set(IID, section.id()).set(SID, serverId).set(TYPE, type)
            .set(MODE, section.mode().name().toLowerCase(Locale.ROOT));
    }

    private static void responses(final StatRow row, final ResponseCounts count) {
        row.set(HRSP_1XX, count.of(1)).set(HRSP_2XX, count.of(2)).set(HRSP_3XX, count.of(3)).set(HRSP_4XX, count.of(4))
            .set(HRSP_5XX, count.of(5)).set(HRSP_OTHER, count.of(0));
    }

    private static void compression(final StatRow row) {
        row.set(COMP_IN, 0).set(COMP_OUT, 0).set(COMP_BYP, 0).set(COMP_RSP, 0);
    }

    private static boolean isHttp(final Proxy section) {
        return section.mode() == Mode.HTTP;
    }

    private static String upOf(final Backend backend) {
        final long up = backend.servers().stream().filter(s -> s.operationalState() != OperationalState.STOPPED).count();
        return " (" + up + "/" + backend.servers().size() + ")";
    }

    /** Where {@code fullconn} is not set: a tenth of what the frontends that may choose the backend let in, rounded up. */
    private long fullconn(final Proxy section) {
        if (section.fullconn() > 0) {
            return section.fullconn();
        }
        long reaching = 0;
        for (final Frontend frontend : instance.frontends()) {
            if (mayChoose(frontend.section(), section)) {
                reaching += process.maxconn(frontend);
            }
        }
        return Math.max(1, (reaching + 9) / 10);
    }

    private static boolean mayChoose(final Proxy frontend, final Proxy backend) {
        return frontend == backend || frontend.defaultBackend().filter(backend.name()::equals).isPresent()
            || frontend.rules().stream().anyMatch(rule ->
                rule.action() == Rule.Action.USE_BACKEND && rule.argument().equals(backend.name()));
    }

    private static String address(final BindAddress configured, final Server server) {
        return configured instanceof BindAddress.Unix ? "unix" : ServerAddressText.withPort(server);
    }
}
