package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.util.ArrayList;
import java.util.List;

/** What is said of configuration files, as text. */
final class ConfigText {

    private ConfigText() {
    }

    static String validation(final JsonNode validation) {
        final List<String> lines = new ArrayList<>();
        validation.path("findings").forEach(finding -> lines.add(finding(finding)));
        lines.add(validation.path("valid").asBoolean() ? "the configuration is valid" : "the proxy refuses the configuration");
        return String.join(System.lineSeparator(), lines);
    }

    /** {@code a.cfg:3:5: alert: ...}, as compilers say it. */
    static String finding(final JsonNode finding) {
        final StringBuilder line = new StringBuilder();
        for (final String part : List.of("file", "line", "column")) {
            if (!finding.path(part).isNull() && !finding.path(part).isMissingNode()) {
                line.append(finding.path(part).asText()).append(':');
            }
        }
        line.append(line.isEmpty() ? "" : " ").append(finding.path("severity").asText()).append(": ")
                .append(finding.path("message").asText());
        final String expected = finding.path("expected").asText("");
        return line + (expected.isEmpty() || finding.path("expected").isNull() ? "" : " (expected: " + expected + ")");
    }

    static String plan(final JsonNode plan) {
        final List<String> lines = new ArrayList<>();
        plan.path("live").forEach(one -> lines.add("live    " + live(one)));
        plan.path("reload").forEach(one -> lines.add("reload  " + reload(one)));
        plan.path("overridesEnded").forEach(one -> lines.add("ends    " + ended(one)));
        lines.add(switch (plan.path("outcome").asText()) {
            case "nothing" -> "nothing to do: what runs is this configuration";
            case "live" -> "all of it can be applied live";
            default -> "it needs a reload";
        });
        return String.join(System.lineSeparator(), lines);
    }

    private static String live(final JsonNode change) {
        final String where = change.path("proxy").asText() + (change.path("server").isNull() ? "" : "/" + change.path("server")
                .asText());
        final String from = change.path("from").isNull() ? "" : " from " + change.path("from").asText();
        final String to = change.path("to").isNull() ? "" : " to " + change.path("to").asText();
        return where + ": " + change.path("change").asText() + (from.isEmpty() || to.isEmpty() ? from.replace(" from ", " ")
                + to.replace(" to ", " ") : from + to);
    }

    private static String ended(final JsonNode override) {
        return (override.path("server").isNull() ? "frontend " + override.path("proxy").asText()
                : override.path("proxy").asText() + "/" + override.path("server").asText()) + ": "
                + override.path("field").asText() + " " + override.path("value").asText()
                + " set at runtime, as the configuration says " + override.path("configuredThen").asText() + " instead of "
                + override.path("configuredBefore").asText();
    }

    /** Also for what a refusal holds. */
    static String reload(final JsonNode reason) {
        final String file = reason.path("file").asText();
        final String place = file.isEmpty() ? "" : file + ":" + reason.path("line").asText() + ": ";
        final String statement = reason.path("statement").asText();
        return place + (statement.isEmpty() ? "" : "'" + statement + "': ") + reason.path("reason").asText();
    }

    static String change(final JsonNode change) {
        final List<String> names = new ArrayList<>();
        change.path("files").forEach(file -> names.add(file.path("name").asText()));
        final String version = change.path("version").isNull() ? "" : ", version " + change.path("version").asText();
        final String how = switch (change.path("applied").asText()) {
            case "live" -> "live";
            case "reload" -> change.path("reload").isNull() ? "by a reload" : "by reload " + change.path("reload").path("id")
                    .asText()
                    + " ('usher reloads' tells how it goes)";
            default -> "not applied";
        };
        final StringBuilder text = new StringBuilder(String.join(", ", names)).append(" written").append(version).append(", ")
                .append(how);
        change.path("warnings").forEach(one -> text.append(System.lineSeparator()).append(finding(one)));
        return text.toString();
    }

    static String versions(final JsonNode answer) {
        final TextTable table = new TextTable().row("version", "at", "by", "changed", "applied", "comment");
        for (final JsonNode version : answer.path("versions")) {
            final List<String> changed = new ArrayList<>();
            version.path("changed").forEach(name -> changed.add(name.asText()));
            final String restores = version.path("restores").isNull() ? "" : "restores " + version.path("restores").asText()
                    + " ";
            table.row(version.path("number").asText(), version.path("at").asText(), version.path("author").asText(),
                    String.join(", ", changed), version.path("applied").asText(), restores + version.path("comment").asText());
        }
        return table.text().stripTrailing();
    }
}
