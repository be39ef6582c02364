package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the subcommands share: the parent's options, the agent's answers, and how to print them. */
@Command(mixinStandardHelpOptions = true)
abstract class AgentCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() throws IOException {
        return run(main().api());
    }

    /** At whatever depth a command stands. */
    private Main main() {
        return (Main) spec.root().userObject();
    }

    /** Does the work and returns an {@link ExitCode}. */
    abstract int run(Api api) throws IOException;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints the JSON as it is where {@code --json} asks for it, else the line for people. */
    final int print(final JsonNode answer, final String line) throws IOException {
        out().println(main().json() ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer) : line);
        return ExitCode.DONE;
    }

    final boolean json() {
        return main().json();
    }

    /** {@code B/S} as a path of the API. */
    final String serverPath(final String name) {
        final String[] parts = name.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new ParameterException(spec.commandLine(), "server: '" + name + "' (expected: BACKEND/SERVER)");
        }
        return "/v1/backends/" + encoded(parts[0]) + "/servers/" + encoded(parts[1]);
    }

    static String encoded(final String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A JSON text. */
    static String quoted(final String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    /** One server as a line. */
    static String line(final JsonNode server) {
        return server.path("backend").asText() + "/" + server.path("name").asText() + "  " + server.path("status").asText()
                + "  state " + value(server, "state") + "  weight " + value(server, "weight") + "  maxconn "
                + value(server, "maxconn");
    }

    private static String value(final JsonNode server, final String field) {
        return server.path(field).path("value").asText() + (server.path(field).path("override").isNull() ? "" : "*");
    }
}
