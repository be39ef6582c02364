package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher events}. */
@Command(name = "events", description = "What has happened, oldest first; with --follow also what happens, until it is stopped.")
final class EventsCommand extends AgentCommand {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data:";
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Option(names = {"-f", "--follow"}, description = "Go on with what happens, also over a restart of the agent: nothing is left"
            + " out and nothing is shown twice.")
    private boolean follow;

    @Option(names = "--type", split = ",", paramLabel = "TYPE", description = "Only these types, such as server.state; the word"
            + " before the dot means all of them.")
    private List<String> types = List.of();

    @Option(names = "--subject", split = ",", paramLabel = "SUBJECT", description = "Only these subjects, such as BACKEND/SERVER;"
            + " with * at the end all that begin so.")
    private List<String> subjects = List.of();

    @Option(names = "--after", paramLabel = "ID", description = "Begin after this event; 0 = all that are stored.")
    private Long after;

    @Option(names = "--limit", defaultValue = "50", paramLabel = "N", description = "Most that have happened, up to 1000"
            + " (default: ${DEFAULT-VALUE}).")
    private int limit;

    private long seen; // the id of the last event of the stream

    @Override
    ExitCode run(final Api api) throws IOException {
        Request request = filtered(Request.get("/v1/events").header("Accept", "application/json"))
                .query("limit", String.valueOf(limit));
        if (after != null) {
            request = request.query("after", String.valueOf(after));
        }
        final Answer page = api.send(request);
        if (!follow) {
            return print(page, EventsCommand::table);
        }
        page.json().path("events").forEach(this::show);
        seen = page.json().path("next").asLong();
        while (follow(api)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return ExitCode.DONE;
    }

    /** One connection, as long as it lasts; returns whether to connect again. */
    private boolean follow(final Api api) throws IOException {
        try {
            api.lines(filtered(Request.get("/v1/events").header("Accept", "text/event-stream").header("Last-Event-ID",
                    String.valueOf(seen))), this::line);
        } catch (Unreachable e) {
            LockSupport.parkNanos(PAUSE_NANOS); // a restart takes its time; it goes on where it was
        }
        return !out().checkError();
    }

    private boolean line(final String line) {
        if (line.startsWith(DATA)) {
            try {
                final JsonNode event = JSON.readTree(line.substring(DATA.length()));
                final boolean ofTheStream = event.path("type").asText().startsWith("stream.");
                if (!ofTheStream) {
                    seen = event.path("id").asLong();
                }
                if (!event.path("type").asText().equals("stream.opened")) {
                    show(event);
                }
            } catch (IOException e) {
                throw new IllegalStateException("the agent's stream holds what is no JSON: " + line, e);
            }
        }
        return !out().checkError();
    }

    private void show(final JsonNode event) {
        out().println(json() ? event.toString() : event.path("time").asText() + "  " + event.path("type").asText() + "  "
                + event.path("message").asText());
        out().flush();
    }

    private Request filtered(final Request request) {
        Request filtered = request;
        for (final String type : types) {
            filtered = filtered.query("type", type);
        }
        for (final String subject : subjects) {
            filtered = filtered.query("subject", subject);
        }
        return filtered;
    }

    private static String table(final JsonNode page) {
        final TextTable table = new TextTable().row("id", "time", "type", "what");
        page.path("events").forEach(event ->
                table.row(event.path("id").asText(), event.path("time").asText(), event.path("type").asText(),
                        event.path("message").asText()));
        return table.text();
    }
}
