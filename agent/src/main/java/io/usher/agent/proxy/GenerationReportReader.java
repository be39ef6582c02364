package io.usher.agent.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON of {@code show generation}. Unknown fields do no harm; number and state must be there. */
final class GenerationReportReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> STATES = Set.of("starting", "active", "finishing", "drained", "ended");

    private GenerationReportReader() {
    }

    static GenerationReport read(final Answer answer) throws MalformedAnswerException {
        final JsonNode root;
        try {
            root = JSON.readTree(answer.text());
        } catch (final JsonProcessingException e) {
            throw new MalformedAnswerException("no JSON: " + start(answer.text()), e);
        }
        final int number = root == null ? 0 : root.path("number").asInt(0);
        final String state = root == null ? "" : root.path("state").asText("");
        if (number < 1 || !STATES.contains(state)) {
            throw new MalformedAnswerException("no generation's report: " + start(answer.text()), null);
        }
        return new GenerationReport(number, state, root.path("drained").asBoolean(state.equals("drained")), answer.pid(),
                root.path("version").asText(""), neighbour(root.path("predecessor")), neighbour(root.path("successor")),
                root.path("queued").asLong(0), root.path("connections").asLong(0), root.path("tunnels").asLong(0),
                seats(root.path("seats"), number), List.of(), events(root.path("seatEvents")), contested(root.path("contested")));
    }

    /** Either a bare number, or an object with one. */
    private static Optional<Integer> neighbour(final JsonNode node) {
        final int number = node.isObject() ? node.path("number").asInt(0) : node.asInt(0);
        return number > 0 ? Optional.of(number) : Optional.empty();
    }

    static List<SeatReport> seats(final JsonNode nodes, final int own) {
        final List<SeatReport> seats = new ArrayList<>();
        for (final JsonNode node : nodes) {
            final String id = node.path("id").asText("");
            seats.add(new SeatReport(id, node.path("generation").asInt(own), node.path("backend").asText(""),
                    node.path("server").asText(""), node.path("address").asText(""), node.path("state").asText(""),
                    node.path("ageMillis").asLong(0), node.path("holder").asText(""), node.path("holdReason").asText("")));
        }
        return seats;
    }

    private static Map<String, Long> events(final JsonNode node) {
        final Map<String, Long> events = new LinkedHashMap<>();
        node.properties().forEach(event -> events.put(event.getKey(), event.getValue().asLong(0)));
        return events;
    }

    private static List<ContestedServer> contested(final JsonNode nodes) {
        final List<ContestedServer> servers = new ArrayList<>();
        for (final JsonNode node : nodes) {
            servers.add(new ContestedServer(node.path("backend").asText(""), node.path("server").asText(""),
                    node.path("address").asText(""), node.path("count").asLong(0)));
        }
        return servers;
    }

    static String start(final String text) {
        final String line = text.strip();
        return "'" + (line.length() > 80 ? line.substring(0, 80) + "…" : line) + "'";
    }
}
