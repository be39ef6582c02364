package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher status}. */
@Command(name = "status", description = "Everything at a glance.")
final class StatusCommand extends AgentCommand {

    @Option(names = "--watch", arity = "0..1", fallbackValue = "1s", paramLabel = "TIME", description = "Show it again and again,"
            + " until it is stopped: once a second, or after this time (200ms to 1m).")
    private String watch;

    @Override
    ExitCode run(final Api api) throws IOException {
        if (watch != null && json()) {
            throw wrong("--watch with --json (expected: one of them; 'usher events --follow --json' tells what happens)");
        }
        if (watch == null) {
            out().print(api.send(Request.get(json() ? "/v1/status" : "/status")).body());
            out().flush();
            return ExitCode.DONE;
        }
        api.lines(Request.get("/status").query("watch", watch), line -> {
            out().println(line);
            return !out().checkError(); // which also flushes
        });
        return ExitCode.DONE;
    }
}
