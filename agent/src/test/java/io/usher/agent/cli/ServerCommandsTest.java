package io.usher.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.agent.control.ListenAddress;
import io.usher.agent.rest.RestServer;
import io.usher.agent.rest.ServicesDouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change servers and frontends, against an agent's API. */
class ServerCommandsTest {

    private static final String SERVER = "custombe/custom-server-1";

    private final ServicesDouble services = new ServicesDouble();
    @TempDir
    private Path folder;
    private RestServer server;

    @BeforeEach
    void open() throws IOException {
        server = RestServer.open(services.services(), new ListenAddress.Unix(folder.resolve("api.sock")));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void ends(final ExitCode code, final String... arguments) {
        assertEquals(code.code(), Main.run(Stream.concat(Stream.of("--server", "unix:" + folder.resolve("api.sock")),
                Stream.of(arguments)).toArray(String[]::new)), () -> String.join(" ", arguments));
    }

    private String endpoint() {
        return services.snapshot().servers().get(0).endpoint();
    }

    @Test
    void movesAServerAndBack() {
        ends(ExitCode.DONE, "address", SERVER, "127.0.0.2:9002");
        assertEquals("127.0.0.2:9002", endpoint());
        ends(ExitCode.DONE, "address", SERVER, ":9003");
        assertEquals("127.0.0.2:9003", endpoint());
        ends(ExitCode.DONE, "address", SERVER, "[::1]:9004");
        assertEquals("[::1]:9004", endpoint());
        ends(ExitCode.DONE, "address", SERVER, "::2");
        assertEquals("[::2]:9004", endpoint());
        ends(ExitCode.DONE, "address", SERVER, "--clear");
        assertEquals("127.0.0.1:9001", endpoint());
        ends(ExitCode.USAGE, "address", SERVER);
        ends(ExitCode.USAGE, "address", SERVER, "127.0.0.1:http");
        ends(ExitCode.USAGE, "address", SERVER, ":");
        ends(ExitCode.NOT_FOUND, "address", "custombe/nobody", ":1");
    }

    @Test
    void addsAndRemovesAServer() {
        ends(ExitCode.DONE, "server", "add", "custombe/new", "127.0.0.1:9009", "--maxconn", "1", "--check", "--dry-run");
        ends(ExitCode.DONE, "server", "add", "custombe/new", "127.0.0.1:9009", "--maxconn", "1", "--maint");
        ends(ExitCode.FAILED, "server", "add", SERVER, "127.0.0.1:9009");
        ends(ExitCode.USAGE, "server", "add", "custombe/new", "127.0.0.1");
        ends(ExitCode.DONE, "server", "remove", SERVER, "--dry-run");
        ends(ExitCode.DONE, "server", "remove", SERVER);
        assertEquals("removing", services.snapshot().servers().get(0).status());
        ends(ExitCode.FAILED, "server", "remove", SERVER);
        ends(ExitCode.DONE, "servers", "--status", "removing");
    }

    @Test
    void showsAndEndsWhatIsAtAServer() {
        ends(ExitCode.DONE, "server", "seats", SERVER);
        ends(ExitCode.DONE, "server", "sessions", SERVER);
        ends(ExitCode.DONE, "server", "cut", SERVER, "0x1f", "--dry-run");
        ends(ExitCode.DONE, "server", "cut", SERVER, "0x1f");
        ends(ExitCode.NOT_FOUND, "server", "cut", SERVER, "0x2f");
        ends(ExitCode.DONE, "server", "release", SERVER, "--dry-run");
        ends(ExitCode.DONE, "server", "release", SERVER);
        ends(ExitCode.FAILED, "server", "release", SERVER);
    }

    @Test
    void closesOpensAndLimitsAFrontend() {
        ends(ExitCode.DONE, "frontends");
        ends(ExitCode.DONE, "frontend", "disable", "web");
        ends(ExitCode.DONE, "frontend", "enable", "web", "--dry-run");
        ends(ExitCode.DONE, "frontend", "enable", "web");
        ends(ExitCode.DONE, "frontend", "maxconn", "web", "7");
        ends(ExitCode.DONE, "frontend", "maxconn", "web", "--clear");
        ends(ExitCode.USAGE, "frontend", "maxconn", "web");
        ends(ExitCode.NOT_FOUND, "frontend", "disable", "nobody");
    }
}
