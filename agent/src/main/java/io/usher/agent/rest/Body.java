package io.usher.agent.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.request.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A request's JSON object, read field by field: each field is asked for by name, and {@link #end()} refuses what nobody
 * asked for. Used by one thread, once.
 */
final class Body {

    private final String path;
    private final JsonNode object;
    private final TreeSet<String> known = new TreeSet<>();

    private Body(final String path, final JsonNode object) {
        this.path = path;
        this.object = object;
    }

    /**
     * Parses a body; an empty one counts as {@code {}}.
     *
     * @throws NotJson if it is none
     * @throws Invalid if it is JSON, but no object
     */
    static Body parse(final String text) throws NotJson {
        try {
            final JsonNode node = text.isBlank() ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(text);
            if (!node.isObject()) {
                throw new Invalid("", "the body is " + kind(node) + " (expected: an object)");
            }
            return new Body("", node);
        } catch (JsonProcessingException e) {
            throw new NotJson("the body is not JSON: " + e.getOriginalMessage().replaceAll(" \\(start marker at .*", "")
                    + place(e), e);
        }
    }

    /** A nested object, which must be there. */
    Body object(final String field) {
        final JsonNode node = take(field);
        if (!node.isObject()) {
            throw new Invalid(path + field, path + field + ": " + shown(node) + " (expected: an object)");
        }
        return new Body(path + field + ".", node);
    }

    /** A list of texts, which must be there and hold at least one. */
    List<String> texts(final String field) {
        final JsonNode node = take(field);
        final List<String> texts = new ArrayList<>();
        for (final JsonNode each : node) {
            if (each.isTextual()) {
                texts.add(each.asText());
            }
        }
        if (!node.isArray() || texts.isEmpty() || texts.size() < node.size()) {
            throw new Invalid(path + field, path + field + ": " + shown(node) + " (expected: a list of at least one text)");
        }
        return texts;
    }

    /** A list of objects, which must be there and hold at least one; fields in it are named like {@code servers[0].name}. */
    List<Body> objects(final String field) {
        final JsonNode node = take(field);
        if (!node.isArray() || node.isEmpty()) {
            throw new Invalid(path + field, path + field + ": " + shown(node) + " (expected: a list of at least one object)");
        }
        final List<Body> objects = new ArrayList<>();
        for (final JsonNode each : node) {
            final String place = path + field + "[" + objects.size() + "]";
            if (!each.isObject()) {
                throw new Invalid(place, place + ": " + shown(each) + " (expected: an object)");
            }
            objects.add(new Body(place + ".", each));
        }
        return objects;
    }

    /** The place of a field in the whole body, as errors name it. */
    String place(final String field) {
        return path + field;
    }

    Optional<String> text(final String field) {
        final JsonNode node = take(field);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw new Invalid(path + field, path + field + ": " + shown(node) + " (expected: a text)");
        }
        return Optional.of(node.asText());
    }

    boolean flag(final String field) {
        final JsonNode node = take(field);
        if (node.isMissingNode()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw new Invalid(path + field, path + field + ": " + shown(node) + " (expected: true or false)");
        }
        return node.asBoolean();
    }

    /** Whether the field is there, null included: merge patches tell the two apart. */
    boolean has(final String field) {
        known.add(field);
        return object.has(field);
    }

    boolean isNull(final String field) {
        return take(field).isNull();
    }

    int integer(final String field, final int least, final int most) {
        final JsonNode node = take(field);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < least || node.asInt() > most) {
            throw new Invalid(path + field,
                    path + field + ": " + shown(node) + " (expected: an integer from " + least + " to " + most + ")");
        }
        return node.asInt();
    }

    /** Refuses fields that nobody asked for. */
    void end() {
        for (final Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                final List<String> expected = new ArrayList<>(known);
                throw new Invalid(path + field.getKey(), "unknown field '" + path + field.getKey() + "' (expected: "
                        + String.join(", ", expected) + ")");
            }
        }
    }

    private JsonNode take(final String field) {
        known.add(field);
        return object.path(field);
    }

    private static String shown(final JsonNode node) {
        if (node.isMissingNode()) {
            return "missing";
        }
        final String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    private static String kind(final JsonNode node) {
        return node.isMissingNode() ? "empty" : "a JSON " + node.getNodeType().toString().toLowerCase(java.util.Locale.ROOT);
    }

    private static String place(final JsonProcessingException e) {
        return e.getLocation() == null ? ""
                : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")";
    }

    /** The body is not JSON at all: 400 where anything else that is wrong with it is 422. */
    static final class NotJson extends Exception {

        private static final long serialVersionUID = 1L;

        NotJson(final String message, final Throwable cause) {
            super(message, cause);
        }
    }
}
