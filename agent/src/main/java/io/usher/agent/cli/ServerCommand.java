package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher server add|remove|seats|release|sessions|cut}. */
@Command(name = "server", description = "One server: add and remove it, and what is at it.",
        subcommands = {ServerCommand.Add.class, ServerCommand.Remove.class, ServerCommand.Seats.class,
            ServerCommand.Release.class, ServerCommand.Sessions.class, ServerCommand.Cut.class})
final class ServerCommand extends CommandGroup {

    /** {@code usher server add}. */
    @Command(name = "add", description = "Add a server at runtime; it is added to each later generation too.")
    static final class Add extends ChangeCommand {

        @Parameters(index = "0", paramLabel = "BACKEND/SERVER", description = "Its backend and its name.")
        private String server;

        @Parameters(index = "1", paramLabel = "ADDRESS:PORT", description = "Where it is; IPv6 in brackets.")
        private String at;

        @Option(names = "--maxconn", paramLabel = "N", description = "Seats; 0 (the default) = no limit.")
        private int maxconn;

        @Option(names = "--weight", paramLabel = "N", defaultValue = "1", description = "0 to 256, default ${DEFAULT-VALUE}.")
        private int weight;

        @Option(names = "--backup", description = "Used only when no other server is usable.")
        private boolean backup;

        @Option(names = "--check", description = "Check its health.")
        private boolean check;

        @Option(names = "--maint", description = "Begin in maintenance.")
        private boolean maintenance;

        @Override
        ExitCode run(final Api api) throws IOException {
            final String path = serverPath(server);
            final ObjectNode body = AddressCommand.Endpoints.fields(this, at);
            body.put("name", server.substring(server.indexOf('/') + 1)).put("maxconn", maxconn).put("weight", weight)
                    .put("backup", backup).put("state", maintenance ? "maint" : "ready");
            if (check) {
                body.putObject("check");
            }
            return printChange(change(api, Request.of("POST", path.substring(0, path.lastIndexOf('/'))).json(body.toString())),
                    ServerText::line);
        }
    }

    /** {@code usher server remove}. */
    @Command(name = "remove", description = "Remove a server that no configuration names; it is gone once it is drained.")
    static final class Remove extends ChangeCommand {

        @Parameters(paramLabel = "BACKEND/SERVER", description = "The server.")
        private String server;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("DELETE", serverPath(server))), ServerText::line);
        }
    }

    /** {@code usher server seats}. */
    @Command(name = "seats", description = "The seats at a server's address, a line each.")
    static final class Seats extends AgentCommand {

        @Parameters(paramLabel = "BACKEND/SERVER", description = "The server.")
        private String server;

        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get(serverPath(server) + "/seats")), Seats::text);
        }

        private static String text(final JsonNode seats) {
            final TextTable table = new TextTable().row("seat", "server", "state", "age", "for");
            for (final JsonNode seat : seats.path("seats")) {
                table.row(seat.path("id").asText(), seat.path("backend").asText() + "/" + seat.path("server").asText(),
                        seat.path("state").asText(), seat.path("ageMillis").asText() + "ms", seat.path("holder").asText());
            }
            return seats.path("address").asText() + ": " + seats.path("taken").asText() + " of "
                    + (seats.path("limit").asInt() == 0 ? "any number of" : seats.path("limit").asText()) + " seats taken\n"
                    + table.text();
        }
    }

    /** {@code usher server release}. */
    @Command(name = "release", description = "End the holds at a server's address; only for a server that has truly ended.")
    static final class Release extends ChangeCommand {

        @Parameters(paramLabel = "BACKEND/SERVER", description = "The server.")
        private String server;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("POST", serverPath(server) + "/release")), released -> {
                final StringJoiner ids = new StringJoiner(", ");
                released.path("released").forEach(id -> ids.add(id.asText()));
                return "released at " + released.path("address").asText() + ": " + ids;
            });
        }
    }

    /** {@code usher server sessions}. */
    @Command(name = "sessions", description = "The client connections whose request is at a server, a line each.")
    static final class Sessions extends AgentCommand {

        @Parameters(paramLabel = "BACKEND/SERVER", description = "The server.")
        private String server;

        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get(serverPath(server) + "/sessions")), answer -> {
                final TextTable table = new TextTable().row("session", "client", "frontend", "age");
                for (final JsonNode one : answer.path("sessions")) {
                    table.row(one.path("id").asText(), one.path("source").asText(), one.path("frontend").asText(),
                            one.path("age").asText());
                }
                return table.text();
            });
        }
    }

    /** {@code usher server cut}. */
    @Command(name = "cut", description = "Cut a session that is at a server; its seat stays taken until the server is done.")
    static final class Cut extends ChangeCommand {

        @Parameters(index = "0", paramLabel = "BACKEND/SERVER", description = "The server.")
        private String server;

        @Parameters(index = "1", paramLabel = "SESSION", description = "As 'usher server sessions' shows it.")
        private String session;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("DELETE", serverPath(server) + "/sessions/" + encoded(session))),
                    answer -> "session " + session + " is cut");
        }
    }
}
