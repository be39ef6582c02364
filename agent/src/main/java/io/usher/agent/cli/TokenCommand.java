package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usher token create|list|revoke}. */
@Command(name = "token", mixinStandardHelpOptions = true, description = "Who may ask the agent from elsewhere.",
        subcommands = {TokenCommand.Create.class, TokenCommand.ListAll.class, TokenCommand.Revoke.class})
final class TokenCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String line(final JsonNode token) {
        return token.path("id").asText() + "  " + token.path("role").asText() + "  " + token.path("name").asText()
                + (token.path("expires").isNull() ? "" : "  until " + token.path("expires").asText())
                + (token.path("revoked").isNull() ? "" : "  revoked " + token.path("revoked").asText());
    }

    /** {@code usher token create}. */
    @Command(name = "create", description = "Make a token and print it, this once.")
    static final class Create extends AgentCommand {

        @Parameters(paramLabel = "NAME", description = "For people, and in the audit log.")
        private String name;

        @Option(names = "--role", required = true, paramLabel = "ROLE", description = "read, operator or admin.")
        private String role;

        @Option(names = "--expires", paramLabel = "TIME", description = "From when it is no longer good, such as"
                + " 2027-01-01T00:00:00Z (default: never).")
        private String expires;

        @Override
        int run(final Api api) throws IOException {
            final JsonNode answer = api.json("POST", "/v1/tokens", "{\"name\":" + quoted(name) + ",\"role\":" + quoted(role)
                    + (expires == null ? "" : ",\"expires\":" + quoted(expires)) + "}");
            return print(answer, answer.path("secret").asText());
        }
    }

    /** {@code usher token list}. */
    @Command(name = "list", description = "All tokens, without their secrets.")
    static final class ListAll extends AgentCommand {
        @Override
        int run(final Api api) throws IOException {
            final JsonNode answer = api.json("GET", "/v1/tokens", null);
            final StringJoiner lines = new StringJoiner(System.lineSeparator());
            answer.path("tokens").forEach(token -> lines.add(line(token)));
            return print(answer, lines.toString());
        }
    }

    /** {@code usher token revoke}. */
    @Command(name = "revoke", description = "Let a token count no longer.")
    static final class Revoke extends AgentCommand {

        @Parameters(paramLabel = "ID", description = "Its identifier, as the list shows it.")
        private String id;

        @Override
        int run(final Api api) throws IOException {
            final JsonNode answer = api.json("DELETE", "/v1/tokens/" + encoded(id), null);
            return print(answer, line(answer));
        }
    }
}
