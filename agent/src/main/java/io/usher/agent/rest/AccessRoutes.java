package io.usher.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.usher.agent.access.Role;
import io.usher.agent.access.Token;
import io.usher.agent.access.TokenService;
import io.usher.agent.control.AuditService;
import io.usher.agent.control.BackupService;
import io.usher.agent.request.Invalid;
import io.usher.agent.store.AuditLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/tokens}, {@code /v1/audit} and {@code /v1/backup}. */
final class AccessRoutes {

    private static final int MOST_LISTED = 1000;
    private static final int LISTED = 100;

    private final TokenService tokens;
    private final AuditService audit;
    private final BackupService backup;

    AccessRoutes(final TokenService tokens, final AuditService audit, final BackupService backup) {
        this.tokens = tokens;
        this.audit = audit;
        this.backup = backup;
    }

    void list(final Context context) {
        Answers.json(context, 200, Map.of("tokens", tokens.list().stream().map(AccessRoutes::document).toList()));
    }

    void create(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final String name = body.text("name").orElseThrow(() -> new Invalid("name", "name: missing (expected: a text)"));
        final Role role = role(body.text("role").orElse("missing"));
        final Optional<Instant> expires = body.text("expires").map(AccessRoutes::instant);
        body.end();
        if (DryRun.asked(context)) {
            tokens.judge(name, expires);
            final ObjectNode preview = Json.MAPPER.createObjectNode().put("name", name).put("role", role.word())
                    .put("by", Peer.of(context).name());
            preview.set("expires", Json.MAPPER.valueToTree(expires));
            Answers.json(context, 200, preview);
            return;
        }
        final TokenService.Created created = tokens.create(name, role, expires, Peer.of(context));
        context.header("Location", "/v1/tokens/" + created.token().id());
        context.header("Cache-Control", "no-store");
        Answers.json(context, 201, document(created.token()).put("secret", created.secret()));
    }

    void revoke(final Context context) {
        final String id = context.pathParam("id");
        Answers.json(context, 200, document(DryRun.asked(context) ? tokens.asRevoked(id) : tokens.revoke(id, Peer.of(context))));
    }

    void audit(final Context context) {
        final int limit = (int) number(context, "limit", LISTED, MOST_LISTED);
        final long before = number(context, "before", Long.MAX_VALUE, Long.MAX_VALUE);
        final List<AuditLog.Entry> entries = audit.page(limit, Optional.of(before));
        final ObjectNode document = Json.MAPPER.createObjectNode();
        document.set("entries", Json.MAPPER.valueToTree(entries));
        document.set("next", entries.size() < limit ? Json.MAPPER.nullNode()
                : Json.MAPPER.getNodeFactory().numberNode(entries.get(entries.size() - 1).id()));
        Answers.json(context, 200, document);
    }

    void backup(final Context context) throws IOException {
        if (DryRun.asked(context)) {
            // nothing less tells whether all can be read and there is room to write it
            try (InputStream script = backup.take()) {
                Answers.json(context, 200, Map.of("bytes", script.transferTo(OutputStream.nullOutputStream())));
            }
            return;
        }
        context.header("Cache-Control", "no-store");
        context.header("Content-Disposition", "attachment; filename=\"usher-backup.sql.gz\"");
        context.contentType("application/gzip").result(backup.take());
    }

    private static ObjectNode document(final Token token) {
        return ((ObjectNode) Json.MAPPER.valueToTree(token)).put("role", token.role().word());
    }

    private static Role role(final String word) {
        return Role.of(word).orElseThrow(() -> new Invalid("role", "role: '" + word + "' (expected: read, operator or admin)"));
    }

    private static Instant instant(final String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new Invalid("expires", "expires: '" + text + "' (expected: a time with offset such as 2026-12-01T03:00:00Z)");
        }
    }

    private static long number(final Context context, final String name, final long otherwise, final long most) {
        final String text = context.queryParam(name);
        if (text == null) {
            return otherwise;
        }
        try {
            final long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new Invalid(name, name + ": '" + text + "' (expected: an integer from 1 to " + most + ")");
        }
        throw new Invalid(name, name + ": '" + text + "' (expected: an integer from 1 to " + most + ")");
    }
}
