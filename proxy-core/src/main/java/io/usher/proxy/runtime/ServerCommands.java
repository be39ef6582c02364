package io.usher.proxy.runtime;

import io.usher.proxy.config.BalanceAlgorithm;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.OperationalState;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.ServerHealth;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Commands that change a server: state, weight, seats, health (HAProxy management manual, 9.3). Texts are HAProxy's own, so
 * that programs that look for them work; {@code set server B/S maxconn} is Usher's short form of
 * {@code set maxconn server}.
 */
final class ServerCommands {

    private static final String SET_SERVER_USAGE = "usage: set server <backend>/<server> "
        + "addr | agent | agent-addr | agent-port | agent-send | health | maxconn | state | weight\n";
    private static final int MOST_PERCENT = 25600;

    private final ServerLookup servers;
    private final GenerationControl generation;

    ServerCommands(final Instance instance, final GenerationControl generation) {
        servers = new ServerLookup(instance);
        this.generation = generation;
    }

    List<Command> commands() {
        return List.of(
            Command.of("get weight", Level.USER, "get weight <bk>/<srv>", "report a server's current weight",
                call -> servers.with(call.word(2), ServerCommands::getWeight)),
            changing("set server", "set server <bk>/<srv> [opts]", "change a server's state, weight, maxconn, address or health",
                ServerCommands::setServer),
            changing("set weight", "set weight <bk>/<srv>  (DEPRECATED)",
                "change a server's weight (use 'set server' instead)",
                (server, call) -> setWeight(server, call.word(3))),
            changing("set maxconn server", "set maxconn server <bk>/<srv>", "change a server's maxconn setting",
                (server, call) -> setMaxconn(server, call.word(4))),
            changing("enable server", "enable server  (DEPRECATED)",
                "enable a disabled server (use 'set server' instead)",
                (server, call) -> setState(server, AdminState.READY)),
            changing("disable server", "disable server (DEPRECATED)",
                "disable a server for maintenance (use 'set server' instead)",
                (server, call) -> setState(server, AdminState.MAINT)),
            changing("enable agent", "enable agent", "enable agent checks",
                (server, call) -> AgentSettings.enable(server, true)),
            changing("disable agent", "disable agent", "disable agent checks",
                (server, call) -> AgentSettings.enable(server, false)),
            changing("enable health", "enable health", "enable health checks", (server, call) -> setChecking(server, true)),
            changing("disable health", "disable health", "disable health checks",
                (server, call) -> setChecking(server, false)));
    }

    /**
     * A command that sets values of the server named behind its words. The value is set at once or, during the short freeze
     * of a handover, after it, so that an acknowledged value is never lost between two generations.
     */
    private Command changing(final String words, final String usage, final String help,
                             final BiFunction<Server, CommandCall, String> change) {
        final List<String> split = List.of(words.split(" "));
        return new Command(split, Level.ADMIN, usage, help, call -> {
            final CompletableFuture<String> answer = new CompletableFuture<>();
            generation.whenWritable(() -> run(call, split.size(), change, answer));
            return answer;
        });
    }

    private void run(final CommandCall call, final int pathAt, final BiFunction<Server, CommandCall, String> change,
                     final CompletableFuture<String> answer) {
        try {
            answer.complete(servers.change(call.word(pathAt), server -> change.apply(server, call)));
        } catch (final RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static String setServer(final Server server, final CommandCall call) {
        final String value = call.word(4);
        return switch (call.word(3)) {
            case "weight" -> setWeight(server, value);
            case "maxconn" -> setMaxconn(server, value);
            case "state" -> switch (value) {
                case "ready" -> setState(server, AdminState.READY);
                case "drain" -> setState(server, AdminState.DRAIN);
                case "maint" -> setState(server, AdminState.MAINT);
                default -> "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n";
            };
            case "addr" -> AddressSetting.set(server, call);
            case "health" -> setHealth(server, value);
            case "agent" -> AgentSettings.force(server, value);
            case "agent-addr" -> AgentSettings.address(server, call);
            case "agent-port" -> AgentSettings.port(server, value);
            case "agent-send" -> AgentSettings.send(server, value);
            default -> SET_SERVER_USAGE;
        };
    }

    private static String setState(final Server server, final AdminState state) {
        server.setAdminState(state, "");
        return "";
    }

    private static String setChecking(final Server server, final boolean enabled) {
        if (enabled && !server.health().checked()) {
            return "Health check was not configured on this server, cannot enable.\n";
        }
        server.setChecking(enabled);
        return "";
    }

    private static String getWeight(final Server server) {
        return server.weight() + " (initial " + server.configuredWeight() + ")\n";
    }

    private static String setWeight(final Server server, final String text) {
        if (text.isEmpty()) {
            return "Require <weight> or <weight%>.\n";
        }
        final LeadingNumber number = LeadingNumber.of(text);
        if (!number.found()) {
            return "Empty weight string empty or preceded by garbage";
        }
        final boolean percent = number.rest().equals("%");
        if (percent && number.value() < 0) {
            return "Relative weight must be positive.\n";
        }
        if (!percent && (number.value() < 0 || number.value() > 256)) {
            return "Absolute weight can only be between 0 and 256 inclusive.\n";
        }
        if (!percent && !number.rest().isEmpty()) {
            return "Trailing garbage in weight string";
        }
        return setWeight(server, percent, (int) Math.min(number.value(), MOST_PERCENT));
    }

    private static String setWeight(final Server server, final boolean percent, final int value) {
        final int weight = percent ? Math.min(256, server.configuredWeight() * value / 100) : value;
        if (weight != 0 && weight != server.configuredWeight() && isStatic(server)) {
            return "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.\n";
        }
        server.setWeight(weight);
        return "";
    }

    private static boolean isStatic(final Server server) {
        return server.backend().section().balance() == BalanceAlgorithm.STATIC_RR;
    }

    private static String setMaxconn(final Server server, final String text) {
        if (text.isEmpty()) {
            return "Require <maxconn>.\n";
        }
        final LeadingNumber number = LeadingNumber.of(text);
        if (!number.found()) {
            return "maxconn string empty or preceded by garbage";
        }
        if (!number.rest().isEmpty()) {
            return "Trailing garbage in maxconn string";
        }
        if (number.value() < 0 || number.value() > Integer.MAX_VALUE) {
            return "maxconn: " + text + " (expected: 0 to " + Integer.MAX_VALUE + ", 0 means no limit).\n";
        }
        server.setMaxconn((int) number.value());
        return "";
    }

    /** A forced health lasts until checks say otherwise. HAProxy's third value, stopping, has no counterpart here. */
    private static String setHealth(final Server server, final String value) {
        if (!value.equals("up") && !value.equals("down")) {
            return "'set server <srv> health' expects 'up' or 'down'.\n";
        }
        if (!server.health().running()) {
            return "Health checks are not running on this server, cannot change its health.\n";
        }
        final boolean up = value.equals("up");
        final boolean wasUp = server.operationalState() == OperationalState.RUNNING;
        final int level = up ? server.health().rise() + server.health().fall() - 1 : 0;
        server.importHealth(new ServerHealth(up ? OperationalState.RUNNING : OperationalState.STOPPED, level,
            server.health().status(), server.health().result(), server.health().code(), server.health().info(),
            server.health().durationMillis(), 0));
        if (up != wasUp) {
            report(server, up);
        }
        return "";
    }

    private static void report(final Server server, final boolean up) {
        final Backend backend = server.backend();
        final String servers = backend.activeServers() + " active and " + backend.backupServers() + " backup servers ";
        final String name = (server.line().backup() ? "Backup Server " : "Server ") + server;
        final String text = up
            ? name + " is UP, changed from CLI. " + servers + "online. 0 sessions requeued, " + backend.totalQueued()
                + " total in queue."
            : name + " is DOWN, changed from CLI. " + servers + "left. " + server.inWork()
                + " sessions active, 0 requeued, " + backend.totalQueued() + " remaining in queue.";
        backend.instance().events().event(up ? LogTarget.Severity.NOTICE : LogTarget.Severity.ALERT, backend.section(), text);
    }
}
