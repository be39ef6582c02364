package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher token create|list|revoke}. */
@Command(name = "token", description = "Who may ask the agent from elsewhere.",
        subcommands = {TokenCommand.Create.class, TokenCommand.ListAll.class, TokenCommand.Revoke.class})
final class TokenCommand extends CommandGroup {

    private static String table(final JsonNode tokens) {
        final TextTable table = new TextTable().row("token", "name", "role", "created", "by", "expires", "revoked");
        for (final JsonNode token : tokens) {
            table.row(token.path("id").asText(), token.path("name").asText(), token.path("role").asText(),
                    token.path("created").asText(), token.path("by").asText(), token.path("expires").asText("never"),
                    token.path("revoked").asText("no"));
        }
        return table.text();
    }

    /** {@code usher token create}. */
    @Command(name = "create", description = "Make a token and print it, this once.")
    static final class Create extends ChangeCommand {

        @Parameters(paramLabel = "NAME", description = "For people, and in the audit log.")
        private String name;

        @Option(names = "--role", required = true, paramLabel = "ROLE", description = "read, operator or admin.")
        private String role;

        @Option(names = "--expires", paramLabel = "TIME", description = "From when it is no longer good, such as"
                + " 2027-01-01T00:00:00Z (default: never).")
        private String expires;

        @Override
        ExitCode run(final Api api) throws IOException {
            final Answer made = change(api, Request.of("POST", "/v1/tokens").json("{\"name\":" + quoted(name) + ",\"role\":"
                    + quoted(role) + (expires == null ? "" : ",\"expires\":" + quoted(expires)) + "}"));
            return printChange(made,
                    answer -> dryRun() ? "a token '" + name + "' with role " + role : answer.path("secret").asText());
        }
    }

    /** {@code usher token list}. */
    @Command(name = "list", description = "All tokens, without their secrets.")
    static final class ListAll extends AgentCommand {
        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get("/v1/tokens")), answer -> table(answer.path("tokens")));
        }
    }

    /** {@code usher token revoke}. */
    @Command(name = "revoke", description = "Let a token count no longer.")
    static final class Revoke extends ChangeCommand {

        @Parameters(paramLabel = "ID", description = "Its identifier, as the list shows it.")
        private String id;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("DELETE", "/v1/tokens/" + encoded(id))), answer -> "token "
                    + answer.path("id").asText() + " '" + answer.path("name").asText() + "' counts no longer");
        }
    }
}
