package io.usher.agent.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher servers}. */
@Command(name = "servers", description = "All servers, a line each; * marks a value set at runtime.")
final class ServersCommand extends AgentCommand {

    @Option(names = "--status", paramLabel = "STATUS", description = "Only those that are up, down, maint or drain; several times"
            + " for several.")
    private List<String> wanted = new ArrayList<>();

    @Override
    ExitCode run(final Api api) throws IOException {
        Request request = Request.get("/v1/servers");
        for (final String word : wanted) {
            request = request.query("status", word);
        }
        return print(api.send(request), answer -> ServerText.table(answer.path("servers")));
    }
}
