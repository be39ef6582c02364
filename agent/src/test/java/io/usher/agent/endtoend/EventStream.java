package io.usher.agent.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.event.EventType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A subscriber that keeps what it is told, as a client of server-sent events does. */
final class EventStream implements AutoCloseable {

    final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final HttpURLConnection connection;
    private volatile long lastId; // written by the reader, read by the test

    /** @param after id to go on after; negative = from now on */
    EventStream(final int port, final long after) throws IOException {
        connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/v1/events").toURL().openConnection();
        connection.setRequestProperty("Accept", "text/event-stream");
        if (after >= 0) {
            connection.setRequestProperty("Last-Event-ID", String.valueOf(after));
        }
        if (connection.getResponseCode() != 200 || !connection.getContentType().startsWith("text/event-stream")) {
            throw new IOException(connection.getResponseCode() + " " + connection.getContentType());
        }
        final Thread reader = new Thread(this::read, "events");
        reader.setDaemon(true);
        reader.start();
    }

    /** A page of what is stored. */
    static JsonNode stored(final int port, final long after) throws IOException {
        final URI events = URI.create("http://127.0.0.1:" + port + "/v1/events?limit=1000&after=" + after);
        final HttpURLConnection ask = (HttpURLConnection) events.toURL().openConnection();
        ask.setRequestProperty("Accept", "application/json"); // else it is a stream, without end
        ask.setReadTimeout(30_000);
        return Stage.JSON.readTree(ask.getInputStream());
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    lastId = Long.parseLong(line.substring(4));
                } else if (line.startsWith("data: ")) {
                    events.add(Stage.JSON.readTree(line.substring(6)));
                }
            }
        } catch (IOException e) {
            return; // the agent or the test ended it
        }
    }

    /** What a client would go on after. */
    long lastId() {
        return lastId;
    }

    /** Those of a type about a subject; an empty subject = any. */
    List<JsonNode> of(final String type, final String subject) {
        return events.stream().filter(event -> event.path("type").asText().equals(type)
                && (subject.isEmpty() || event.path("subject").asText().equals(subject))).toList();
    }

    /** Waits until one has come. */
    JsonNode await(final String type, final String subject, final Predicate<JsonNode> detail, final Stage stage) {
        Await.until(type + " of " + subject, 60, () -> of(type, subject).stream().anyMatch(e -> detail.test(e.path("detail"))),
                () -> events + "\n" + stage.outputs());
        return of(type, subject).stream().filter(e -> detail.test(e.path("detail"))).findFirst().orElseThrow();
    }

    /** Also sees to it that clients are told of all particulars that they get. */
    @Override
    public void close() {
        disconnect();
        final List<String> undescribed = events.stream().flatMap(event -> undescribed(event).stream()).distinct().toList();
        if (!undescribed.isEmpty()) {
            throw new AssertionError("EventType and openapi.yaml lack: " + String.join(", ", undescribed));
        }
    }

    private static List<String> undescribed(final JsonNode event) {
        final String type = event.path("type").asText();
        final List<String> keys = new ArrayList<>();
        event.path("detail").fieldNames().forEachRemaining(keys::add);
        keys.removeAll(EventType.of(type).orElseThrow(() -> new AssertionError("unknown type " + event)).keys());
        return keys.stream().map(key -> type + " " + key).toList();
    }

    private void disconnect() {
        // it waits for the lock that the reader holds until something comes, which may take as long as the stream is silent
        final Thread closer = new Thread(connection::disconnect, "events-close");
        closer.setDaemon(true);
        closer.start();
    }
}
