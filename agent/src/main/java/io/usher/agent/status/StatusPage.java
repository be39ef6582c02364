package io.usher.agent.status;

import io.usher.agent.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The status table for a browser: the same text, fetched anew at each event of the agent's stream and every two seconds while
 * the page is seen, with the latest events below. Nothing is loaded from elsewhere; without scripts it is the table once.
 */
public final class StatusPage {

    private static final String TEMPLATE = template();

    private StatusPage() {
    }

    /** An HTML document around the table. */
    public static String of(final String table) {
        return TEMPLATE.replace("@TABLE@", table.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }

    private static String template() {
        try (InputStream in = StatusPage.class.getResourceAsStream("status.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@TYPES@",
                    Arrays.stream(EventType.values()).map(EventType::word).collect(Collectors.joining(" ")));
        } catch (final IOException e) {
            throw new UncheckedIOException("the status page", e);
        }
    }
}
