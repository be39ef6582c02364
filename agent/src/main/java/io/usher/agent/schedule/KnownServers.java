package io.usher.agent.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.usher.agent.desired.ServerService;
import io.usher.agent.desired.ServerView;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The servers that actions name, and what they look like in a result. Any thread. */
final class KnownServers {
    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).addModule(new JavaTimeModule())
            .build();
    private final ServerService servers;

    KnownServers(final ServerService servers) {
        this.servers = servers;
    }

    /** @param place the field of the name with this index */
    void distinct(final List<String> names, final IntFunction<String> place) {
        final Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                throw new Invalid(place.apply(i), place.apply(i) + ": '" + names.get(i)
                        + "' stands there twice (expected: each server once)");
            }
        }
    }

    /** A word that is wrong now should not be found out at night. */
    void there(final String backend, final List<String> names, final IntFunction<String> place) {
        final Set<String> present;
        try {
            present = servers.servers(backend).stream().map(ServerView::name).collect(Collectors.toSet());
        } catch (final NotFound e) {
            throw new Invalid("action.backend", "action.backend: " + e.getMessage());
        }
        for (int i = 0; i < names.size(); i++) {
            if (!present.contains(names.get(i))) {
                throw new Invalid(place.apply(i), place.apply(i) + ": there is no server '" + names.get(i) + "' in backend '"
                        + backend + "'");
            }
        }
    }

    /** What the proxy says now of all that can be set, e.g. {@code web1: state drain, weight 10, maxconn 1}. */
    static String text(final List<ServerView> views) {
        final StringJoiner all = new StringJoiner("; ");
        for (final ServerView view : views) {
            final JsonNode tree = JSON.valueToTree(view);
            final StringJoiner one = new StringJoiner(", ");
            for (final Map.Entry<String, JsonNode> field : tree.properties()) {
                if (field.getValue().has("value")) {
                    one.add(field.getKey() + " " + field.getValue().path("value").asText());
                }
            }
            all.add(view.name() + ": " + one);
        }
        return all.toString();
    }
}
