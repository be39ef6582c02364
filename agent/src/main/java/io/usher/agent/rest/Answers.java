package io.usher.agent.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;

/** Writes answers: JSON with a line end after it, so that a terminal stays readable. */
final class Answers {

    private Answers() {
    }

    static void json(final Context context, final int status, final Object value) {
        context.status(status).contentType("application/json").result(pretty(value));
    }

    static void problem(final Context context, final ObjectNode document) {
        AuditTrail.refused(context, document.path("detail").asText());
        context.status(document.path("status").asInt()).contentType(Problem.TYPE).result(pretty(document));
    }

    static void text(final Context context, final int status, final String text) {
        context.status(status).contentType("text/plain; charset=utf-8").result(text);
    }

    static String pretty(final Object value) {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass().getName(), e);
        }
    }
}
