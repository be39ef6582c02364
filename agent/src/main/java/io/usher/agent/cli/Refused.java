package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.StringJoiner;

/** The agent said no. */
final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String body;

    private Refused(final int status, final String type, final String body, final String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.body = body;
    }

    /** What a problem document (RFC 9457) says, or any other answer with such a status. */
    static Refused of(final String agent, final Answer answer) {
        try {
            final JsonNode problem = answer.json();
            if (problem.isObject()) {
                return new Refused(answer.status(), problem.path("type").asText(), answer.body(),
                        message(problem, answer.status()));
            }
        } catch (IOException e) {
            return new Refused(answer.status(), "", answer.body(),
                    agent + " answered " + answer.status() + ": " + answer.body().strip());
        }
        return new Refused(answer.status(), "", answer.body(),
                agent + " answered " + answer.status() + ": " + answer.body().strip());
    }

    /** The detail, the errors that it does not name itself, and what blocks. */
    private static String message(final JsonNode problem, final int status) {
        final String detail = problem.path("detail").asText(problem.path("title").asText("the agent answered " + status));
        final StringJoiner lines = new StringJoiner(System.lineSeparator() + "  ");
        lines.add(detail);
        for (final String list : List.of("errors", "blocking")) {
            for (final JsonNode each : problem.path(list)) {
                final String line = each.path("detail").asText(each.path("message").asText());
                if (!detail.contains(line)) {
                    lines.add(line);
                }
            }
        }
        problem.path("findings").forEach(one -> lines.add(ConfigText.finding(one)));
        problem.path("plan").path("reload").forEach(one -> lines.add(ConfigText.reload(one)));
        return lines.toString();
    }

    int status() {
        return status;
    }

    /** The body as it came. */
    String body() {
        return body;
    }

    /** What was sent was understood and is wrong in itself. */
    boolean byTheProxy() {
        return type.endsWith(":configuration");
    }

    boolean byTheGate() {
        return type.endsWith(":gate-shut");
    }
}
