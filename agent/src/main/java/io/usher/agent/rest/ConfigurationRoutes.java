package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.usher.agent.edit.Apply;
import io.usher.agent.edit.ConfigurationService;
import io.usher.agent.edit.EditRequest;
import io.usher.agent.edit.EditResult;
import io.usher.agent.edit.FileText;
import io.usher.agent.edit.NewText;
import io.usher.agent.edit.VersionText;
import io.usher.agent.request.Invalid;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/configuration}. */
final class ConfigurationRoutes {

    private static final int MOST_LISTED = 1000;
    private static final int USUALLY_LISTED = 100;
    private static final int LONGEST_COMMENT = 500;

    private final ConfigurationService configuration;

    ConfigurationRoutes(final ConfigurationService configuration) {
        this.configuration = configuration;
    }

    void files(final Context context) {
        Answers.json(context, 200, Map.of("files", configuration.files()));
    }

    void file(final Context context) {
        final FileText file = configuration.file(context.pathParam("name"));
        context.header("ETag", file.view().etag()).header("Cache-Control", "no-store");
        if (file.view().etag().equals(context.header("If-None-Match"))) {
            context.status(304).header("Content-Length", String.valueOf(file.content().length)); // else 0 (RFC 9110, 8.6)
            return;
        }
        context.status(200).contentType("text/plain").result(file.content());
    }

    void put(final Context context) {
        final EditRequest request = request(context);
        final NewText text = new NewText(context.pathParam("name"), context.bodyAsBytes());
        final EditResult result = configuration.put(text, Optional.ofNullable(context.header("If-Match")), request,
                Peer.of(context));
        if (!request.dryRun()) {
            context.header("ETag", result.files().get(0).etag());
        }
        answer(context, result);
    }

    void validate(final Context context) {
        Answers.json(context, 200, configuration.validate(text(context)));
    }

    void plan(final Context context) {
        Answers.json(context, 200, configuration.plan(text(context)));
    }

    /** An empty body means the files as they are. */
    private static Optional<NewText> text(final Context context) {
        final String file = context.queryParam("file");
        final byte[] body = context.bodyAsBytes();
        if (body.length == 0 && file == null) {
            return Optional.empty();
        }
        return Optional.of(new NewText(file == null ? "" : file, body));
    }

    void versions(final Context context) {
        Answers.json(context, 200, Map.of("versions", configuration.versions(limit(context),
                Optional.ofNullable(context.queryParam("before")).map(text -> number("before", text)))));
    }

    void version(final Context context) {
        final VersionText version = configuration.version(number(context));
        context.header("Cache-Control", "no-store");
        Answers.json(context, 200, version);
    }

    void diff(final Context context) {
        final String diff = configuration.diff(number(context));
        context.header("Cache-Control", "no-store");
        Answers.text(context, 200, diff);
    }

    void restore(final Context context) {
        answer(context, configuration.restore(number(context), Optional.ofNullable(context.header("If-Match")), request(context),
                Peer.of(context)));
    }

    private static EditRequest request(final Context context) {
        final String apply = context.queryParam("apply");
        final String comment = Optional.ofNullable(context.queryParam("comment")).orElse("");
        if (comment.length() > LONGEST_COMMENT) {
            throw new Invalid("comment", "comment: " + comment.length() + " characters (expected: at most " + LONGEST_COMMENT
                    + ")");
        }
        return new EditRequest(apply == null ? Apply.NONE : Apply.of(apply), comment, DryRun.asked(context));
    }

    /** A reload is only begun when this is answered; where it is to be found says the header. */
    private static void answer(final Context context, final EditResult result) {
        result.reload().ifPresent(reload -> context.header("Location", "/v1/reloads/" + reload.id()));
        Answers.json(context, result.reload().isPresent() ? 202 : 200, result);
    }

    private static long number(final Context context) {
        return number("number", context.pathParam("number"));
    }

    private static long number(final String field, final String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new HttpResponseException(Problem.BAD_REQUEST.status(), field + ": '" + text
                    + "' (expected: the number of a version)");
        }
        return Long.parseLong(text);
    }

    private static int limit(final Context context) {
        final String text = context.queryParam("limit");
        if (text == null) {
            return USUALLY_LISTED;
        }
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_LISTED) {
            throw new HttpResponseException(Problem.BAD_REQUEST.status(),
                    "limit: '" + text + "' (expected: an integer from 1 to " + MOST_LISTED + ")");
        }
        return Integer.parseInt(text);
    }
}
