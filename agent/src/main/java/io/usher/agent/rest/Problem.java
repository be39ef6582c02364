package io.usher.agent.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usher.agent.desired.BulkRefusal;
import io.usher.agent.edit.ConfigurationRefused;
import io.usher.agent.edit.ReloadNeeded;
import io.usher.agent.reload.GateRefusal;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotAllowed;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Stale;
import io.usher.agent.request.Unavailable;
import io.usher.agent.request.Unconditional;
import io.usher.agent.request.Unsupported;
import java.util.Optional;

/** The kinds of {@code application/problem+json} answers (RFC 9457), each with its status and title. */
enum Problem {
    NOT_JSON(400, "not-json", "The body is not JSON"),
    BAD_REQUEST(400, "bad-request", "The request cannot be read"),
    UNAUTHENTICATED(401, "unauthenticated", "The request does not show who sends it"),
    NOT_ALLOWED(403, "not-allowed", "Whoever sends the request may not do this"),
    FOREIGN(403, "foreign-origin", "The request comes from a foreign Host or Origin"),
    NOT_FOUND(404, "not-found", "There is no such thing"),
    METHOD(405, "method-not-allowed", "The method is not taken here"),
    CONFLICT(409, "conflict", "It cannot be done in its present state"),
    GATE(409, "gate-shut", "An earlier generation is not drained"),
    NEEDS_RELOAD(409, "needs-reload", "Not all of it can be applied to what runs"),
    STALE(412, "stale", "It was changed since it was last looked at"),
    TOO_LARGE(413, "too-large", "The body is too large"),
    WRONG_TYPE(415, "unsupported-type", "The body's type is not taken here"),
    INVALID(422, "invalid", "The request asks for what cannot be"),
    REFUSED_CONFIGURATION(422, "configuration", "The proxy refuses the configuration"),
    UNCONDITIONAL(428, "if-match", "The request must say what it last saw"),
    TOO_MANY(429, "too-many", "More is asked for than one may ask for"),
    INTERNAL(500, "internal", "The agent failed"),
    UNSUPPORTED(501, "unsupported", "The proxy that runs has no such thing"),
    UNAVAILABLE(503, "unavailable", "The proxy or the database cannot be reached");

    static final String TYPE = "application/problem+json";

    private final int status;
    private final String word;
    private final String title;

    Problem(final int status, final String word, final String title) {
        this.status = status;
        this.word = word;
        this.title = title;
    }

    int status() {
        return status;
    }

    /** The document: what was sent, what was expected, what to do. */
    ObjectNode document(final String detail) {
        return Json.MAPPER.createObjectNode().put("type", "urn:usher:problem:" + word).put("title", title)
                .put("status", status).put("detail", detail);
    }

    /** The kind that a refusal of the services becomes. */
    static Problem of(final Refusal refusal) {
        if (refusal instanceof GateRefusal) {
            return GATE;
        } else if (refusal instanceof BulkRefusal bulk) {
            return of(bulk.reason());
        } else if (refusal instanceof Invalid) {
            return INVALID;
        } else if (refusal instanceof NotFound) {
            return NOT_FOUND;
        } else if (refusal instanceof Conflict) {
            return CONFLICT;
        } else if (refusal instanceof Stale) {
            return STALE;
        } else if (refusal instanceof Unconditional) {
            return UNCONDITIONAL;
        } else if (refusal instanceof ConfigurationRefused) {
            return REFUSED_CONFIGURATION;
        } else if (refusal instanceof ReloadNeeded) {
            return NEEDS_RELOAD;
        } else if (refusal instanceof NotAllowed) {
            return NOT_ALLOWED;
        } else if (refusal instanceof Unsupported) {
            return UNSUPPORTED;
        } else if (refusal instanceof Unavailable) {
            return UNAVAILABLE;
        }
        throw new IllegalArgumentException("no problem document for " + refusal.getClass().getName(), refusal);
    }

    /** The kind that stands for a status given by the web server itself. */
    static Problem ofStatus(final int status) {
        for (final Problem problem : values()) {
            if (problem.status == status && problem != NOT_JSON && problem != NOT_ALLOWED && problem != REFUSED_CONFIGURATION) {
                return problem;
            }
        }
        return status < 500 ? BAD_REQUEST : INTERNAL;
    }

    /** The document of a refusal, with the field it names or what stands in its way. */
    static ObjectNode document(final Refusal refusal) {
        final ObjectNode document = of(refusal).document(refusal.getMessage());
        if (refusal instanceof Invalid invalid) {
            final ArrayNode errors = document.putArray("errors");
            errors.addObject().put("field", invalid.field()).put("detail", invalid.getMessage());
        } else if (refusal instanceof GateRefusal gate) {
            document.put("reload", gate.reload().id());
            document.set("blocking", Json.MAPPER.valueToTree(gate.blocking()));
        } else if (refusal instanceof ConfigurationRefused refused) {
            document.set("findings", Json.MAPPER.valueToTree(refused.validation().findings()));
        } else if (refusal instanceof ReloadNeeded needed) {
            document.set("plan", Json.MAPPER.valueToTree(needed.plan()));
        } else if (refusal instanceof BulkRefusal bulk) {
            document.put("failed", bulk.failed());
            document.set("undone", Json.MAPPER.valueToTree(bulk.undone().undone()));
            document.set("left", Json.MAPPER.valueToTree(bulk.undone().left()));
        }
        etag(refusal).ifPresent(etag -> document.put("etag", etag));
        return document;
    }

    /** What the thing is now, where the request was to say so and did not. */
    static Optional<String> etag(final Refusal refusal) {
        return refusal instanceof Stale stale ? Optional.of(stale.current())
                : refusal instanceof Unconditional unconditional ? Optional.of(unconditional.current()) : Optional.empty();
    }
}
