package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code usher completion bash}. */
@Command(name = "completion", description = "What lets a shell complete commands, options and names of servers.",
        subcommands = {CompletionCommand.Bash.class, CompletionCommand.Servers.class})
final class CompletionCommand extends CommandGroup {

    /** What a parameter that names a server is called in all commands. */
    private static final String SERVER_LABEL = "BACKEND/SERVER";

    /** {@code usher completion bash}: picocli's script, and behind it the names that only the agent knows. */
    @Command(name = "bash", mixinStandardHelpOptions = true, description = "Print the completion for bash: source <(usher"
            + " completion bash), or a file in /usr/share/bash-completion/completions.")
    static final class Bash implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final CommandLine usher = spec.root().commandLine();
            final StringJoiner commands = new StringJoiner("|");
            takers(usher, commands);
            usher.getOut().print(AutoComplete.bash("usher", usher));
            usher.getOut().print("""

                    # Names of servers, which only the agent knows
                    _usher_with_servers() {
                      local words=" ${COMP_WORDS[*]:1:COMP_CWORD-1} " current=${COMP_WORDS[COMP_CWORD]}
                      _complete_usher
                      if [[ ${#COMPREPLY[@]} == 0 && $current != -* && $words =~ \\ (%s)\\  ]]; then
                        COMPREPLY=( $(compgen -W "$(usher completion servers 2>/dev/null)" -- "$current") )
                      fi
                    }
                    complete -F _usher_with_servers -o default usher
                    """.formatted(commands));
            usher.getOut().flush();
            return ExitCode.DONE.code();
        }

        /** The words before a server's name, such as {@code drain}, {@code server add}. */
        private static void takers(final CommandLine command, final StringJoiner found) {
            final CommandSpec spec = command.getCommandSpec();
            if (spec.positionalParameters().stream().anyMatch(each -> each.paramLabel().equals(SERVER_LABEL))) {
                found.add(spec.qualifiedName("\\ ").replaceFirst("^usher\\\\ ", ""));
            }
            List.copyOf(command.getSubcommands().values()).forEach(each -> takers(each, found));
        }
    }

    /** For the script above: their names, a line each. */
    @Command(name = "servers", hidden = true, description = "Print the names of the servers.")
    static final class Servers extends AgentCommand {

        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get("/v1/servers")), answer -> {
                final StringJoiner names = new StringJoiner("\n");
                for (final JsonNode server : answer.path("servers")) {
                    names.add(server.path("backend").asText() + "/" + server.path("name").asText());
                }
                return names.toString();
            });
        }
    }
}
