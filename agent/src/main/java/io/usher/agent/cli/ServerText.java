package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;

/** Servers for people; {@code *} marks a value set at runtime. */
final class ServerText {

    private ServerText() {
    }

    /** A table with a line for each. */
    static String table(final JsonNode servers) {
        final TextTable table = new TextTable()
                .row("server", "address", "status", "state", "weight", "maxconn", "in work", "queued");
        for (final JsonNode server : servers) {
            table.row(name(server), endpoint(server), server.path("status").asText(), value(server, "state"),
                    value(server, "weight"), value(server, "maxconn"), server.path("inWork").asText(),
                    server.path("queued").asText());
        }
        return table.text();
    }

    /** One server as a line. */
    static String line(final JsonNode server) {
        return name(server) + "  " + server.path("status").asText() + "  state " + value(server, "state") + "  weight "
                + value(server, "weight") + "  maxconn " + value(server, "maxconn") + "  address " + endpoint(server);
    }

    /** Address and port, IPv6 in brackets; marked if one of them was set at runtime. */
    private static String endpoint(final JsonNode server) {
        final String host = server.path("address").path("value").asText();
        final int port = server.path("port").path("value").asInt();
        final boolean set = !server.path("address").path("override").isNull() || !server.path("port").path("override").isNull();
        return (port == 0 ? host : (host.contains(":") ? "[" + host + "]" : host) + ":" + port) + (set ? "*" : "");
    }

    private static String name(final JsonNode server) {
        return server.path("backend").asText() + "/" + server.path("name").asText();
    }

    static String value(final JsonNode server, final String field) {
        return server.path(field).path("value").asText() + (server.path(field).path("override").isNull() ? "" : "*");
    }
}
