package io.usher.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.agent.control.ListenAddress;
import io.usher.agent.rest.RestServer;
import io.usher.agent.rest.ServicesDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a real server, over a unix socket. */
class MainTest {

    private final ServicesDouble services = new ServicesDouble();

    @TempDir
    private Path folder;

    @Test
    void endsWithTheCodeThatTheAnswerAsksFor() throws IOException {
        assertEquals(ExitCode.UNREACHABLE.code(), run("status"));
        try (RestServer server = RestServer.open(services.services(), new ListenAddress.Unix(folder.resolve("api.sock")))) {
            assertEquals("unix:" + folder.resolve("api.sock"), server.listensOn());
            assertEquals(ExitCode.DONE.code(), run("status"));
            assertEquals(ExitCode.DONE.code(), run("servers"));
            assertEquals(ExitCode.DONE.code(), run("weight", "custombe/custom-server-1", "3"));
            assertEquals(3, services.snapshot().servers().get(0).weight().value());
            assertEquals(ExitCode.DONE.code(), run("weight", "custombe/custom-server-1", "--clear"));
            assertEquals(1, services.snapshot().servers().get(0).weight().value());
            assertEquals(ExitCode.DONE.code(), run("drain", "custombe/custom-server-1"));
            assertEquals("drain", services.snapshot().servers().get(0).state().value().json());
            assertEquals(ExitCode.NOT_FOUND.code(), run("drain", "custombe/nobody"));
            assertEquals(ExitCode.USAGE.code(), run("drain", "nobody"));
            assertEquals(ExitCode.USAGE.code(), run("reload", "--when", "tomorrow"));
            assertEquals(ExitCode.DONE.code(), run("schedule", "add", "0 3 * * *", "--zone", "Europe/Berlin"));
            assertEquals(ExitCode.DONE.code(), run("schedule", "list"));
            assertEquals(ExitCode.DONE.code(), run("schedule", "remove", "01S"));
            assertEquals(ExitCode.NOT_FOUND.code(), run("schedule", "remove", "01S"));
            assertEquals(ExitCode.DONE.code(), run("token", "create", "ci", "--role", "read"));
            assertEquals(ExitCode.DONE.code(), run("token", "list"));
            assertEquals(ExitCode.NOT_FOUND.code(), run("token", "revoke", "nothing"));
            assertEquals(ExitCode.USAGE.code(), run("token", "create", "ci", "--role", "god"));
            assertEquals(ExitCode.DONE.code(), run("audit"));
            final Path token = Files.writeString(folder.resolve("token"), "secret-ci\n");
            assertEquals(ExitCode.NOT_ALLOWED.code(), run("drain", "custombe/custom-server-1", "--token-file", token.toString()));
            assertEquals(ExitCode.DONE.code(), run("status", "--token-file", token.toString()));
            Files.writeString(token, "of-nobody");
            assertEquals(ExitCode.NOT_ALLOWED.code(), run("status", "--token-file", token.toString()));
            services.shutTheGate();
            assertEquals(ExitCode.REFUSED_BY_THE_GATE.code(), run("reload"));
            assertEquals(ExitCode.REFUSED_BY_THE_GATE.code(), run("reload", "--dry-run"));
            assertEquals(ExitCode.DONE.code(), run("reload", "--when", "drained", "--deadline", "2h", "--idempotency-key", "k"));
            assertEquals(ExitCode.USAGE.code(), run("reload", "--when", "drained", "--idempotency-key", "used"));
            services.end();
            assertEquals(ExitCode.FAILED.code(), run("reload", "--when", "drained", "--wait"));
            assertEquals(ExitCode.DONE.code(), run("reloads", "--state", "failed,rolled-back", "--limit", "3"));
            assertEquals(ExitCode.DONE.code(), run("reloads", "01B"));
            assertEquals(ExitCode.USAGE.code(), run("reloads", "--state", "lost"));
            assertEquals(ExitCode.FAILED.code(), run("reload", "cancel", "01A"));
            assertEquals(ExitCode.DONE.code(), run("reload", "cancel", "01B", "--dry-run"));
            assertEquals(ExitCode.DONE.code(), run("stop"));
            assertEquals(true, services.stopping());
        }
    }

    @Test
    void refusesWordsThatItDoesNotKnow() {
        assertEquals(ExitCode.USAGE.code(), run("fly"));
    }

    private int run(final String... words) {
        final String[] arguments = new String[words.length + 2];
        System.arraycopy(words, 0, arguments, 0, words.length);
        arguments[words.length] = "--server";
        arguments[words.length + 1] = "unix:" + folder.resolve("api.sock");
        return Main.run(arguments);
    }
}
