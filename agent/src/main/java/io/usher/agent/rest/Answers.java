package io.usher.agent.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Arrays;

/** Writes answers: JSON with a line end after it, so that a terminal stays readable. */
final class Answers {

    private Answers() {
    }

    static void json(final Context context, final int status, final Object value) {
        context.status(status).contentType("application/json").result(bytes(value));
    }

    static void problem(final Context context, final ObjectNode document) {
        AuditTrail.refused(context, document.path("detail").asText());
        context.status(document.path("status").asInt()).contentType(Problem.TYPE).result(pretty(document));
    }

    static void text(final Context context, final int status, final String text) {
        context.status(status).contentType("text/plain; charset=utf-8").result(text);
    }

    /** The same without a text of it: lists of thousands of servers are long. */
    private static byte[] bytes(final Object value) {
        try {
            final byte[] json = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
            final byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw unwritable(value, e);
        }
    }

    static String pretty(final Object value) {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw unwritable(value, e);
        }
    }

    private static IllegalStateException unwritable(final Object value, final JsonProcessingException why) {
        return new IllegalStateException("cannot be written as JSON: " + value.getClass().getName(), why);
    }
}
