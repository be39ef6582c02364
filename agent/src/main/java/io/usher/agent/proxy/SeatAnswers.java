package io.usher.agent.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the answers to {@code show seats}, {@code release seats} (both JSON) and {@code show sess}. Unknown fields do no harm.
 */
final class SeatAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SeatAnswers() {
    }

    static List<AddressSeats> addresses(final String text) throws MalformedAnswerException {
        final JsonNode root = parse(text);
        if (!root.isArray()) {
            throw new MalformedAnswerException("no list of addresses: " + GenerationReportReader.start(text), null);
        }
        final List<AddressSeats> addresses = new ArrayList<>();
        for (final JsonNode node : root) {
            final List<AddressSeats.Line> lines = new ArrayList<>();
            node.path("servers").forEach(line ->
                    lines.add(new AddressSeats.Line(line.path("backend").asText(""), line.path("server").asText(""))));
            addresses.add(new AddressSeats(node.path("address").asText(""), node.path("limit").asInt(0),
                    node.path("taken").asInt(0), node.path("idle").asInt(0), node.path("contested").asLong(0), lines,
                    GenerationReportReader.seats(node.path("takes"), 0)));
        }
        return addresses;
    }

    /** The ids of the released seats. */
    static List<String> released(final String text) throws MalformedAnswerException {
        final JsonNode ids = parse(text).path("released");
        if (!ids.isArray()) {
            throw new MalformedAnswerException("no list of released seats: " + GenerationReportReader.start(text), null);
        }
        final List<String> released = new ArrayList<>();
        ids.forEach(id -> released.add(id.asText()));
        return released;
    }

    private static JsonNode parse(final String text) throws MalformedAnswerException {
        try {
            return JSON.readTree(text);
        } catch (final JsonProcessingException e) {
            throw new MalformedAnswerException("no JSON: " + GenerationReportReader.start(text), e);
        }
    }

    /** A line is {@code 0xID: proto=tcpv4 src=… fe=… be=… srv=… age=5s …} (management manual, 9.3). */
    static List<SessionRow> sessions(final String text) throws MalformedAnswerException {
        final List<SessionRow> sessions = new ArrayList<>();
        for (final String line : text.split("\r?\n")) {
            if (line.isBlank()) {
                continue;
            }
            final String[] words = line.trim().split(" +");
            if (!words[0].startsWith("0x") || !words[0].endsWith(":")) {
                throw new MalformedAnswerException("no session: " + GenerationReportReader.start(line), null);
            }
            final Map<String, String> values = new HashMap<>();
            for (final String word : words) {
                final int equals = word.indexOf('=');
                if (equals > 0) {
                    values.putIfAbsent(word.substring(0, equals), word.substring(equals + 1));
                }
            }
            sessions.add(new SessionRow(words[0].substring(0, words[0].length() - 1), values.getOrDefault("proto", ""),
                    values.getOrDefault("src", ""), values.getOrDefault("fe", ""), values.getOrDefault("be", ""),
                    values.getOrDefault("srv", ""), values.getOrDefault("age", ""), values.getOrDefault("state", "")));
        }
        return sessions;
    }
}
