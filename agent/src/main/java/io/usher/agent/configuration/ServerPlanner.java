package io.usher.agent.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The servers' part of a {@link Planner}, for one section. */
final class ServerPlanner {
    /** An address that needs no name service: what {@code add server} and {@code set server addr} take. */
    private static final String LITERAL = "(?:ipv4@)?\\d{1,3}(?:\\.\\d{1,3}){3}:\\d{1,5}"
            + "|(?:ipv6@)?\\[[0-9A-Fa-f:.]+\\]:\\d{1,5}";
    /** Options that {@code add server} takes (HAProxy management manual, 9.3), each with the number of its arguments. */
    private static final Set<String> FLAGS = Set.of("backup", "check", "agent-check", "enabled", "disabled");
    private static final Set<String> WITH_ARGUMENT = Set.of("weight", "maxconn", "maxqueue", "inter", "fastinter", "downinter",
            "rise", "fall", "port", "addr", "agent-addr", "agent-inter", "agent-port", "agent-send");
    /** With these a new server's place among the others does not depend on a number that it gets. */
    private static final Set<String> DYNAMIC = Set.of("", "roundrobin", "leastconn", "random", "random(2)");

    /** Heeds no weight but takes one. Those neither here nor above refuse all but 0 and 100 % (management manual, 9.3). */
    private static final String WEIGHTS_UNHEEDED = "first";

    private final OutlineSection before;
    private final OutlineSection after;
    private final List<LiveChange> live;
    private final BiConsumer<OutlineStatement, String> because;

    ServerPlanner(final OutlineSection before, final OutlineSection after, final List<LiveChange> live,
                  final BiConsumer<OutlineStatement, String> because) {
        this.before = before;
        this.after = after;
        this.live = live;
        this.because = because;
    }

    void compare() {
        before.servers().values().stream().filter(one -> !after.servers().containsKey(one.name())).forEach(this::removed);
        final List<String> stay = before.servers().keySet().stream().filter(after.servers()::containsKey).toList();
        final List<String> names = List.copyOf(after.servers().keySet());
        if (!names.subList(0, stay.size()).equals(stay)) {
            because.accept(after.servers().get(names.get(0)).statement(),
                    "servers stand in another order, or a new one before old ones: a running proxy adds them behind the others");
        }
        stay.forEach(name -> changed(before.servers().get(name), after.servers().get(name)));
        names.stream().filter(name -> !before.servers().containsKey(name)).forEach(name -> added(after.servers().get(name)));
    }

    private void removed(final OutlineServer server) {
        if (!DYNAMIC.contains(after.balance())) {
            because.accept(server.statement(), "with 'balance " + after.balance() + "' servers do not go while the proxy runs");
            return;
        }
        live.add(new LiveChange(LiveChange.Kind.SERVER_REMOVED, after.name(), Optional.of(server.name()),
                Optional.of(server.address()), Optional.empty(), words(server)));
    }

    private void added(final OutlineServer server) {
        final Optional<String> obstacle = obstacle(server);
        if (obstacle.isPresent()) {
            because.accept(server.statement(), obstacle.get());
            return;
        }
        live.add(new LiveChange(LiveChange.Kind.SERVER_ADDED, after.name(), Optional.of(server.name()), Optional.empty(),
                Optional.of(server.address()), words(server)));
    }

    private static List<String> words(final OutlineServer server) {
        final List<String> words = new ArrayList<>(List.of(server.address()));
        words.addAll(server.whole());
        return List.copyOf(words);
    }

    private Optional<String> obstacle(final OutlineServer server) {
        if (!DYNAMIC.contains(after.balance())) {
            return Optional.of("with 'balance " + after.balance() + "' servers do not come while the proxy runs");
        }
        if (!server.address().matches(LITERAL)) {
            return Optional.of("the address of a server that is added to a running proxy is an IP address and a port");
        }
        for (int i = 0; i < server.whole().size(); i++) {
            final String word = server.whole().get(i);
            if (WITH_ARGUMENT.contains(word)) {
                i++;
            } else if (!FLAGS.contains(word)) {
                return Optional.of("a running proxy takes no server with the option '" + word + "'");
            }
        }
        return Optional.empty();
    }

    private void changed(final OutlineServer old, final OutlineServer now) {
        if (!old.options().equals(now.options())) {
            because.accept(now.statement(), "options of the server are others, and cannot be changed while the proxy runs");
        }
        final String name = now.name();
        if (!old.address().equals(now.address())) {
            if (old.address().matches(LITERAL) && now.address().matches(LITERAL)) {
                live.add(LiveChange.value(LiveChange.Kind.ADDRESS, after.name(), name, old.address(), now.address()));
            } else {
                because.accept(now.statement(), "an address that is set in a running proxy is an IP address and a port");
            }
        }
        value(LiveChange.Kind.MAXCONN, name, old.values().maxconn(), now.values().maxconn());
        weight(old, now);
        value(LiveChange.Kind.STATE, name, state(old), state(now));
    }

    /** {@code set weight} leaves the weight that shares are taken of (HAProxy management manual, 9.3), and nothing sets that. */
    private void weight(final OutlineServer old, final OutlineServer now) {
        if (now.options().contains("agent-check") && old.values().weight() != now.values().weight()) {
            because.accept(now.statement(), "its agent check tells shares of the weight, and a running proxy goes on taking them"
                    + " of the weight that the server began with");
        } else if (old.values().weight() != now.values().weight() && !weightsMove()) {
            because.accept(now.statement(), "with 'balance " + after.balance() + "' weights stay while the proxy runs");
        } else {
            value(LiveChange.Kind.WEIGHT, now.name(), old.values().weight(), now.values().weight());
        }
    }

    private boolean weightsMove() {
        return DYNAMIC.contains(after.balance()) || after.balance().equals(WEIGHTS_UNHEEDED);
    }

    private void value(final LiveChange.Kind kind, final String server, final Object old, final Object now) {
        if (!old.equals(now)) {
            live.add(LiveChange.value(kind, after.name(), server, old, now));
        }
    }

    private static String state(final OutlineServer server) {
        return server.values().disabled() ? "maint" : "ready";
    }
}
