package io.usher.agent.rest;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Writes answers: JSON in lines, with a line end after it, so that a terminal stays readable. */
final class Answers {

    private static final ObjectWriter WRITER = Json.MAPPER.writer(new Lines());

    private Answers() {
    }

    static void json(final Context context, final int status, final Object value) {
        context.status(status).contentType("application/json").result(written(value).read());
    }

    static void problem(final Context context, final ObjectNode document) {
        AuditTrail.refused(context, document.path("detail").asText());
        context.status(document.path("status").asInt()).contentType(Problem.TYPE).result(written(document).read());
    }

    static void text(final Context context, final int status, final String text) {
        context.status(status).contentType("text/plain; charset=utf-8").result(text);
    }

    static String pretty(final Object value) {
        try (InputStream in = written(value).read()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unwritable(value, e);
        }
    }

    /** Not as one text or array: lists of thousands of servers are long. */
    private static Chunks written(final Object value) {
        final Chunks chunks = new Chunks();
        try {
            WRITER.writeValue(chunks, value);
        } catch (IOException e) {
            throw unwritable(value, e);
        }
        chunks.write('\n');
        return chunks;
    }

    private static IllegalStateException unwritable(final Object value, final IOException why) {
        return new IllegalStateException("cannot be written as JSON: " + value.getClass().getName(), why);
    }
}
