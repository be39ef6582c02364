package io.usher.proxy.runtime;

import io.usher.proxy.config.ServerLine.ServerCheck;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Commands that list backends and servers for programs: {@code show backend}, {@code show servers state},
 * {@code show servers conn} (HAProxy management manual, 9.3). Usher's own: where a backend may stand, {@code backend/server} may
 * too, for that server alone, so that to ask for one costs the same however many there are.
 */
final class ServerListCommands {

    private static final String STATE_HEADER = "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state "
        + "srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health "
        + "srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl "
        + "srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n";
    /** HAProxy's {@code pool-purge-delay}, ms: Usher closes idle server connections by their own timeouts. */
    private static final int PURGE_DELAY = 5000;

    private static final int PAUSED = 8;

    private final Instance instance;
    private final ServerLookup servers;
    private final ProcessFacts process;

    ServerListCommands(final Instance instance, final ProcessFacts process) {
        this.instance = instance;
        this.servers = new ServerLookup(instance);
        this.process = process;
    }

    List<Command> commands() {
        return List.of(
            Command.of("show backend", Level.USER, "show backend", "list backends in the current running config",
                call -> showBackend()),
            Command.of("show servers state", Level.USER, "show servers state [<backend>]",
                "dump volatile server information (all or for a single backend)",
                call -> list(call, STATE_HEADER, ServerListCommands::state)),
            Command.of("show servers conn", Level.USER, "show servers conn [<backend>]",
                "dump server connections status (all or for a single backend)",
                call -> list(call, connHeader(), this::connections)));
    }

    private String showBackend() {
        final StringBuilder out = new StringBuilder("# name\n");
        instance.backends().forEach(backend -> out.append(backend.name()).append('\n'));
        return out.toString();
    }

    private String list(final CommandCall call, final String header, final BiConsumer<StringBuilder, Server> line) {
        final String name = call.word(3);
        if (name.indexOf('/') > 0) {
            return servers.with(name, server -> {
                final StringBuilder out = new StringBuilder(header);
                line.accept(out, server);
                return out.toString();
            });
        }
        final Optional<Backend> only = instance.backend(name);
        if (!name.isEmpty() && only.isEmpty()) {
            return "Can't find backend.\n";
        }
        final StringBuilder out = new StringBuilder(header);
        for (final Backend backend : name.isEmpty() ? instance.backends() : List.of(only.get())) {
            for (final Server server : backend.servers()) {
                instance.lock().lock();
                try {
                    line.accept(out, server);
                } finally {
                    instance.lock().unlock();
                }
            }
        }
        return out.toString();
    }

    private static void state(final StringBuilder out, final Server server) {
        final Optional<ServerCheck> check = server.line().check();
        out.append(server.backend().section().id()).append(' ').append(server.backend().name()).append(' ')
            .append(server.line().id()).append(' ').append(server.name()).append(' ')
            .append(ServerAddressText.host(server)).append(' ')
            .append(server.operationalState().code()).append(' ').append(server.adminBits()).append(' ')
            .append(server.weight()).append(' ').append(server.configuredWeight()).append(' ')
            .append(server.secondsSinceChange()).append(' ')
            .append(server.health().status().code()).append(' ').append(server.health().result().code()).append(' ')
            .append(server.health().level()).append(' ').append(checkState(server))
            .append(' ').append(server.agent().stateBits()).append(" 0 0 ").append(ServerAddressText.hostName(server)).append(' ')
            .append(ServerAddressText.port(server)).append(" - 0 ")
            .append(check.map(ServerCheck::port).orElse(0)).append(' ')
            .append(check.flatMap(ServerCheck::addr).orElse("-")).append(' ')
            .append(server.agent().shownAddress().orElse("-")).append(' ')
            .append(server.agent().configured() ? server.agent().address().getPort() : 0).append('\n');
    }

    /** HAProxy keeps the bit "paused" at servers that are {@code disabled} in the configuration and have no check. */
    private static int checkState(final Server server) {
        return server.health().stateBits() | (server.line().disabled() && !server.health().checked() ? PAUSED : 0);
    }

    private String connHeader() {
        return "# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est unsafe_nb safe_nb idle_lim "
            + "idle_cur idle_per_thr[" + process.threads() + "]\n";
    }

    /** Idle connections are shared by all threads, so all are shown at the first. */
    private void connections(final StringBuilder out, final Server server) {
        final int idle = server.counters().idleConnections.current();
        out.append(server).append(' ').append(server.backend().section().id()).append('/').append(server.line().id())
            .append(' ').append(ServerAddressText.host(server)).append(' ').append(ServerAddressText.port(server))
            .append(" - ").append(PURGE_DELAY).append(' ')
            .append(server.counters().usedConnections.current()).append(' ')
            .append(server.counters().usedConnections.highest()).append(' ')
            .append(server.counters().usedConnections.highest()).append(" 0 ").append(idle).append(" -1 ").append(idle);
        for (int thread = 0; thread < process.threads(); thread++) {
            out.append(' ').append(thread == 0 ? idle : 0);
        }
        out.append('\n');
    }
}
