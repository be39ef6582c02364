package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent answered, where it did not refuse.
 *
 * @param headers by their names in lower case; of several with one name the last
 * @param body    "" where it was written elsewhere or there is none
 */
record Answer(int status, Map<String, String> headers, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Optional<String> header(final String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body as JSON; missing where it is empty. */
    JsonNode json() throws IOException {
        return JSON.readTree(body);
    }
}
