package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What the commands share, at whatever depth they stand: a client of the agent that the options name, and how its answers are
 * printed. One that changes something is a {@link ChangeCommand}.
 */
@Command(mixinStandardHelpOptions = true)
abstract class AgentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    /** How an answer looks to people. */
    interface Text {
        String of(JsonNode answer);
    }

    @Override
    public final Integer call() throws IOException {
        return run(main().api()).code();
    }

    private Main main() {
        return (Main) spec.root().userObject();
    }

    final ServerOptions server() {
        return main().server();
    }

    /** Does the work and returns an {@link ExitCode}. */
    abstract ExitCode run(Api api) throws IOException;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final boolean json() {
        return main().json();
    }

    /** Prints the agent's body as it is where {@code --json} asks for it, else the text for people. */
    final ExitCode print(final Answer answer, final Text text) throws IOException {
        final String printed = json() ? answer.body() : text.of(answer.json());
        out().print(printed);
        if (!printed.isEmpty() && !printed.endsWith("\n")) {
            out().println();
        }
        out().flush();
        return ExitCode.DONE;
    }

    /** What the options ask for cannot be: exit code 2. */
    final ParameterException wrong(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** {@code B/S} as a path of the API. */
    final String serverPath(final String name) {
        final String[] parts = name.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw wrong("server: '" + name + "' (expected: BACKEND/SERVER; 'usher servers' lists them)");
        }
        return "/v1/backends/" + encoded(parts[0]) + "/servers/" + encoded(parts[1]);
    }

    static String encoded(final String text) {
        return Request.encoded(text);
    }

    /** A JSON text. */
    static String quoted(final String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }
}
