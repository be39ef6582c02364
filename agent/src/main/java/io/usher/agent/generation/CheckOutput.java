package io.usher.agent.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.configuration.Finding;
import io.usher.agent.configuration.Snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code -c} said: Usher's JSON object ({@code -c --json}), or the lines that HAProxy 2.6 writes,
 * {@code [ALERT]    (12) : config : parsing [a.cfg:3] : ...}, which tell no column. File names become those of the API.
 */
final class CheckOutput {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LINE = Pattern.compile("\\[(ALERT|WARNING|NOTICE)\\] *\\(\\d+\\) : (?:config : )?(.*)");
    private static final Pattern PLACE = Pattern.compile("parsing \\[(.+?):(\\d+)\\](?: : |: )?(.*)", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'");

    private final Snapshot snapshot;
    private final Function<Path, String> names;

    CheckOutput(final Snapshot snapshot, final Function<Path, String> names) {
        this.snapshot = snapshot;
        this.names = names;
    }

    List<Finding> read(final String said) throws IOException {
        for (final String line : said.split("\n")) {
            if (line.startsWith("{\"valid\":")) {
                return json(JSON.readTree(line));
            }
        }
        return text(said);
    }

    private List<Finding> json(final JsonNode object) {
        final List<Finding> findings = new ArrayList<>();
        for (final JsonNode one : object.path("findings")) {
            findings.add(new Finding(severity(one.path("severity").asText()), file(one.path("file").asText()),
                    number(one.path("line")),
                    number(one.path("column")), text(one.path("word")), text(one.path("expected")),
                    snapshot.inUsersWords(one.path("message").asText())));
        }
        return findings;
    }

    private static Finding.Severity severity(final String word) {
        return Finding.Severity.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Optional<Integer> number(final JsonNode node) {
        return node.isInt() ? Optional.of(node.asInt()) : Optional.empty();
    }

    private static Optional<String> text(final JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    /** Empty where it is none of the user's: the agent's own part is not at fault. */
    private Optional<String> file(final String path) {
        for (int i = 0; i < snapshot.files().size(); i++) {
            if (snapshot.files().get(i).toString().equals(path)) {
                return Optional.of(names.apply(snapshot.originals().get(i)));
            }
        }
        return Optional.empty();
    }

    /** A message may go on in lines that begin otherwise; the last two only say again that there were errors. */
    private List<Finding> text(final String said) {
        final List<Finding> findings = new ArrayList<>();
        final List<String[]> messages = new ArrayList<>();
        for (final String line : said.split("\n")) {
            final Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                messages.add(new String[] {matcher.group(1), matcher.group(2)});
            } else if (!messages.isEmpty() && !line.isBlank()) {
                final String[] last = messages.get(messages.size() - 1);
                last[1] += "\n" + line;
            }
        }
        for (final String[] message : messages) {
            if (!message[0].equals("NOTICE") && !message[1].startsWith("Error(s) found in")
                    && !message[1].startsWith("Fatal errors found")) {
                findings.add(line(severity(message[0]), message[1]));
            }
        }
        return findings;
    }

    private Finding line(final Finding.Severity severity, final String message) {
        final Matcher place = PLACE.matcher(message);
        final Matcher word = WORD.matcher(message);
        final Optional<String> first = word.find() ? Optional.of(word.group(1)) : Optional.empty();
        if (!place.lookingAt()) {
            return new Finding(severity, Optional.empty(), Optional.empty(), Optional.empty(), first, Optional.empty(),
                    snapshot.inUsersWords(message));
        }
        return new Finding(severity, file(place.group(1)), Optional.of(Integer.valueOf(place.group(2))), Optional.empty(), first,
                Optional.empty(), snapshot.inUsersWords(place.group(3)));
    }
}
