package io.usher.agent.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.access.Role;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

class AgentCommandLineTest {
    private static final Map<String, String> HOME = Map.of("HOME", "/home/anna");
    @TempDir
    Path folder;

    private static AgentSettings settings(final Map<String, String> environment, final long uid, final String... arguments)
            throws LaunchException {
        final AgentCommandLine options = new AgentCommandLine();
        new CommandLine(options).parseArgs(arguments);
        return options.settings(environment, uid, Optional.of(Path.of("/usher/usher-proxy")));
    }

    private static LaunchException refused(final String... arguments) {
        return assertThrows(LaunchException.class, () -> settings(HOME, 7, arguments));
    }

    @Test
    void needsNothingButAFile() throws LaunchException {
        final AgentSettings settings = settings(HOME, 7, "-f", "a.cfg", "-f", "b.cfg");
        assertEquals(List.of(Path.of("a.cfg"), Path.of("b.cfg")), settings.files());
        assertEquals("[127.0.0.1:8404]", settings.listen().toString());
        assertEquals(Path.of("/home/anna/.local/state/usher-agent"), settings.dataDirectory());
        assertEquals(Path.of("/home/anna/.local/state/usher-agent/run"), settings.runDirectory());
        assertEquals(Path.of("/usher/usher-proxy"), settings.proxyCommand());
        assertEquals(Duration.ofSeconds(30), settings.startLimit());
    }

    @Test
    void followsTheBaseDirectories() throws LaunchException {
        final AgentSettings own = settings(Map.of("XDG_RUNTIME_DIR", "/run/user/7", "XDG_STATE_HOME", "/state"), 7, "-f", "a");
        assertEquals(Path.of("/run/user/7/usher-agent"), own.runDirectory());
        assertEquals(Path.of("/state/usher-agent"), own.dataDirectory());
        final AgentSettings root = settings(HOME, 0, "-f", "a");
        assertEquals(Path.of("/run/usher"), root.runDirectory());
        assertEquals(Path.of("/var/lib/usher"), root.dataDirectory());
    }

    @Test
    void takesTheSameFromYamlAndTheCommandLineCountsMore() throws Exception {
        final Path file = folder.resolve("agent.yaml");
        Files.writeString(file, """
                files: [x.cfg]
                listen: unix:/run/x/api.sock
                run-dir: /run/x
                data-dir: /data/x
                proxy-command: /opt/proxy
                strict-boot: true
                watch: true
                start-limit: 5
                """);
        final AgentSettings settings = settings(Map.of(), 7, "--config", file.toString(), "--data-dir", "/data/y");
        assertEquals(List.of(Path.of("x.cfg")), settings.files());
        assertEquals("[unix:/run/x/api.sock]", settings.listen().toString());
        assertEquals(Path.of("/run/x"), settings.runDirectory());
        assertEquals(Path.of("/data/y"), settings.dataDirectory());
        assertEquals(Path.of("/opt/proxy"), settings.proxyCommand());
        assertTrue(settings.strictBoot() && settings.watch());
        assertEquals(Duration.ofSeconds(5), settings.startLimit());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "runn-dir: /x          | unknown key 'runn-dir'",
        "watch: perhaps        | watch",
        "files: [              | agent.yaml",
        "start-limit: many     | start-limit",
    })
    void namesWhatIsWrongInTheFile(final String yaml, final String expected) throws Exception {
        final Path file = folder.resolve("agent.yaml");
        Files.writeString(file, yaml + "\n");
        final LaunchException e = refused("--config", file.toString());
        assertEquals(ExitCode.CONFIGURATION, e.exitCode());
        assertTrue(e.getMessage().contains(expected) && e.getMessage().contains("agent.yaml"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "127.0.0.1      | expected: HOST:PORT, https://HOST:PORT or unix:PATH",
        "ftp://x:1      | no such host",
        "127.0.0.1:http | port 'http'",
        "127.0.0.1:70000| port '70000'",
        "unix:          | 1 to 107 bytes",
    })
    void namesTheAddressThatIsNone(final String address, final String expected) {
        final LaunchException e = refused("-f", "a", "--listen", address);
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void saysWhatIsMissing() {
        assertEquals(ExitCode.USAGE, refused().exitCode());
        assertEquals(ExitCode.USAGE,
                assertThrows(LaunchException.class, () -> settings(Map.of(), 7, "-f", "a")).exitCode());
        assertEquals(ExitCode.CONFIGURATION, refused("--config", folder.resolve("none").toString()).exitCode());
        assertEquals(ExitCode.USAGE, refused("-f", "a", "--start-limit", "0").exitCode());
    }

    @Test
    void takesSeveralAddressesAndWhoMayDoWhatThere() throws Exception {
        final Path certificate = Files.writeString(folder.resolve("c.pem"), "");
        final Path file = folder.resolve("agent.yaml");
        Files.writeString(file, """
                files: [x.cfg]
                listen: ["127.0.0.1:1", "https://0.0.0.0:2"]
                tls-certificate: %1$s
                tls-key: %1$s
                tls-client-ca: %1$s
                certificate-role: {CN=anna: operator}
                unix-role: {"group:ops": read}
                loopback-role: none
                limit: {requests-per-second: 7}
                retention: 30
                database: jdbc:postgresql://db/usher?password=x
                node: a
                """.formatted(certificate));
        final AgentSettings settings = settings(HOME, 7, "--config", file.toString(), "--unix-role", "user:ci:operator",
                "--limit", "burst=9");
        assertEquals("[127.0.0.1:1, https://0.0.0.0:2]", settings.listen().toString());
        assertEquals(Optional.empty(), settings.access().loopbackRole());
        assertEquals(Map.of("CN=anna", Role.OPERATOR), settings.access().certificateRoles());
        assertEquals(Map.of("user:ci", Role.OPERATOR), settings.access().unixRoles());
        assertEquals(7, settings.access().limits().requestsPerSecond());
        assertEquals(9, settings.access().limits().burst());
        assertEquals(Duration.ofDays(30), settings.retention());
        assertEquals("a", settings.database().node());
        assertEquals("jdbc:postgresql://db/usher", settings.database().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--loopback-role    | god              | expected: none, read, operator, admin",
        "--unix-role        | anna:admin       | unix-role: 'anna' (expected: user:",
        "--unix-role        | user:anna:god    | unix-role user:anna: 'god'",
        "--certificate-role | anna:admin       | certificate-role: 'anna' (expected: CN=",
        "--tls-certificate  | /nowhere         | tls-key: missing",
        "--limit            | colour=1         | limit: 'colour'",
        "--limit            | burst=0          | limit burst: 0",
        "--database         | jdbc:mysql://x:p@y/z | database: 'jdbc:mysql://y/z' (expected: jdbc:postgresql:",
        "--retention        | 0                | retention: 0",
    })
    void namesTheSettingOfAccessThatIsWrong(final String option, final String value, final String expected) {
        final LaunchException e = refused("-f", "a", option, value);
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }
}
