package io.usher.agent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check on a host that has what it looks for, and on one that has not. */
class DoctorTest {

    private static final long PROXY = 200;

    @TempDir
    private Path folder;
    private HostDouble host;

    @BeforeEach
    void make() throws IOException {
        host = new HostDouble(Files.createDirectory(folder.resolve("proc")));
    }

    @Test
    void namesTheProcessThatIsConnectedToASeatedServer() throws IOException {
        host.process(PROXY, 1, folder, List.of("java", "io.usher.proxy.launch.Main"), "socket:[11]")
                .process(300, 1, folder, List.of("/usr/bin/curl", "http://127.0.0.1:9001/"), "socket:[12]", "socket:[13]")
                .file("net/tcp", HostDouble.TCP_HEAD + tcp("0100007F:C001", "0100007F:2329", 1, 11)
                        + tcp("0100007F:C002", "0100007F:2329", 1, 12) + tcp("0100007F:C003", "0100007F:2330", 1, 13)
                        + tcp("0100007F:2329", "0100007F:C001", 1, 21) + tcp("0100007F:C004", "0100007F:2329", 6, 0)
                        + tcp("0100007F:C005", "0100007F:2329", 5, 0));
        final List<Finding> found = look(new ConnectionCheck(), servers("127.0.0.1:9001"));
        assertEquals(1, found.size(), found::toString);
        assertEquals(Severity.ERROR, found.get(0).severity());
        assertTrue(found.get(0).what()
                .startsWith("pid 300 (/usr/bin/curl http://127.0.0.1:9001/) has a connection from local port 49154"),
                found::toString);
    }

    @Test
    void knowsAnAddressInItsOtherForm() throws IOException {
        host.process(300, 1, folder, List.of("curl"), "socket:[12]").file("net/tcp6", HostDouble.TCP_HEAD
                + tcp("0000000000000000FFFF00000100007F:C002", "0000000000000000FFFF00000100007F:2329", 1, 12));
        assertEquals(1, look(new ConnectionCheck(), servers("127.0.0.1:9001")).size());
    }

    @Test
    void saysWhatItCannotSee() throws IOException {
        host.file("net/tcp", HostDouble.TCP_HEAD + tcp("0100007F:C002", "0100007F:2329", 1, 12));
        final List<Finding> found = look(new ConnectionCheck(), servers("127.0.0.1:9001"));
        assertEquals(Severity.WARNING, found.get(0).severity());
        assertTrue(found.get(0).what().startsWith("1 connections to them are of processes that"), found::toString);
    }

    @Test
    void namesThePeersOfUnixSockets() throws IOException {
        host.process(PROXY, 1, folder, List.of("java"), "socket:[12]")
                .process(300, 1, folder, List.of("socat"), "socket:[13]")
                .program("ss", "u_str ESTAB 0 0 /run/a.sock 1 * 12\nu_str ESTAB 0 0 /run/a.sock 2 * 13\n"
                        + "u_str ESTAB 0 0 * 13 * 2\n");
        final List<Finding> found = look(new UnixConnectionCheck(), servers("/run/a.sock"));
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.get(0).what().startsWith("pid 300 (socat)"), found::toString);
    }

    @Test
    void namesAnotherConfigurationWithASeatedServer() throws IOException {
        final Path other = Files.writeString(folder.resolve("other.cfg"), "backend x\n  # server c 127.0.0.1:9001\n"
                + "  server a 127.0.0.1:9001 maxconn 1\n");
        Files.createDirectories(folder.resolve("sites"));
        Files.writeString(folder.resolve("nginx.conf"), "http {\n  include sites/*.conf;\n}\n");
        Files.writeString(folder.resolve("sites/a.conf"), "proxy_pass http://localhost:9001/x;\n");
        host.process(PROXY, 1, folder, List.of("java", "io.usher.proxy.launch.Main", "-f", "other.cfg"))
                .process(300, 1, folder, List.of("/usr/sbin/haproxy", "-Ws", "-f", "other.cfg"))
                .process(301, 300, folder, List.of("/usr/sbin/haproxy", "-sf", "1", "-f", "other.cfg"))
                .process(302, 1, folder, List.of("nginx: master process /usr/sbin/nginx -c nginx.conf"));
        final List<Finding> found = look(new ConfigurationCheck(), servers("127.0.0.1:9001"));
        assertEquals(List.of(other + ":3", folder.resolve("sites/a.conf") + ":1"),
                found.stream().map(Finding::where).sorted().toList());
        assertEquals(List.of(), look(new ConfigurationCheck(), servers("127.0.0.1:9002")));
    }

    @Test
    void namesSettingsOfTheKernelThatAreTooSmall() throws IOException {
        host.file("sys/net/core/somaxconn", "128\n").file("sys/net/ipv4/ip_local_port_range", "50000\t50099\n")
                .file("sys/vm/overcommit_memory", "2\n").file("sys/net/ipv4/tcp_keepalive_time", "7200\n")
                .file("sys/net/netfilter/nf_conntrack_count", "95\n").file("sys/net/netfilter/nf_conntrack_max", "100\n");
        assertEquals(List.of("net.core.somaxconn", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_keepalive_time",
                "vm.overcommit_memory", "net.netfilter.nf_conntrack_max"),
                look(new KernelCheck(), servers()).stream().map(Finding::where).toList());
        host.file("sys/net/core/somaxconn", "4096\n").file("sys/net/ipv4/ip_local_port_range", "32768\t60999\n")
                .file("sys/vm/overcommit_memory", "0\n").file("sys/net/ipv4/tcp_keepalive_time", "60\n")
                .file("sys/net/netfilter/nf_conntrack_count", "5\n");
        assertEquals(List.of(), look(new KernelCheck(), servers()));
    }

    @Test
    void namesProcessesThatRunOutOfOpenFiles() throws IOException {
        host.process(PROXY, 1, folder, List.of("java"), "/a", "/b", "socket:[1]").file(PROXY + "/limits",
                "Limit                     Soft Limit           Hard Limit           Units\n"
                + "Max open files            3                    3                    files\n");
        assertEquals(Severity.ERROR, look(new OpenFilesCheck(), servers()).get(0).severity());
        host.file(PROXY + "/limits", "Max open files            1024                 4096                 files\n");
        assertEquals(Severity.WARNING, look(new OpenFilesCheck(), servers()).get(0).severity());
        host.file(PROXY + "/limits", "Max open files            65536                65536                files\n");
        assertEquals(List.of(), look(new OpenFilesCheck(), servers()));
    }

    @Test
    void seesAClockThatNothingKeepsRightAndOneThatWasSet() throws IOException {
        host.process(100, 1, folder, List.of("java", "io.usher.agent.launch.Main")).file("stat", "cpu 1\nbtime 1000000\n");
        final Instant began = Instant.ofEpochSecond(1_000_000 + 100);
        assertEquals(List.of("the clock"),
                look(new ClockCheck(), patient(Duration.ZERO, began.plusSeconds(2))).stream().map(Finding::where).toList());
        host.program("timedatectl", "yes\n");
        assertEquals(List.of(), look(new ClockCheck(), patient(Duration.ZERO, began.plusSeconds(2))));
        assertEquals("has been set by 3600 s since the agent started",
                look(new ClockCheck(), patient(Duration.ZERO, began.minusSeconds(3600))).get(0).what());
        assertEquals("the agent's clock", look(new ClockCheck(), patient(Duration.ofSeconds(-9), began)).get(0).where());
    }

    @Test
    void namesFilesThatOthersMayReadOrWrite() throws IOException {
        final Path run = mode(Files.createDirectory(folder.resolve("run")), "rwxrwxrwx");
        mode(Files.createFile(run.resolve("usher.mv.db")), "rw-r--r--");
        mode(Files.createFile(run.resolve("generation-1.sock")), "rw-------");
        final Path token = mode(Files.createFile(folder.resolve("token")), "rw-r--r--");
        final Path key = mode(Files.createFile(folder.resolve("key.pem")), "rw-r-----");
        final Path open =
                mode(Files.writeString(folder.resolve("open.cfg"), "userlist u\n  user a insecure-password b\n"), "rw-r--r--");
        final Path harmless = mode(Files.writeString(folder.resolve("harmless.cfg"), "backend b\n"), "rw-r--r--");
        host.process(100, 1, folder, List.of("java", "io.usher.agent.launch.Main", "--tls-key", "key.pem"),
                run.resolve("agent.lock").toString());
        final Patient patient = new Patient(Optional.empty(), List.of(), List.of(), List.of(), Set.of(), List.of(open, harmless),
                Duration.ZERO, Optional.empty(), agent(), Optional.of(token));
        assertEquals(Set.of(run.toString(), run.resolve("usher.mv.db").toString(), token.toString(), key.toString(),
                open.toString()),
                Set.copyOf(look(new PermissionCheck(), patient).stream().map(Finding::where).toList()));
    }

    @Test
    void saysWhereTheJournalsLie() throws IOException {
        final Path data = Files.createDirectories(folder.resolve("data/seats")).getParent();
        host.process(100, 1, folder, List.of("java", "io.usher.agent.launch.Main"), data.resolve("agent.lock").toString());
        final Patient patient = patient(Duration.ZERO, Instant.EPOCH);
        assertEquals(data.toString(), look(new StorageCheck(), patient).get(0).where());
    }

    @Test
    void passesOnWhatTheAgentSaysOfItself() throws IOException {
        final Patient ill = new Patient(Optional.empty(), List.of("ok     proxy", "failed database: full"), List.of("no answer"),
                List.of(), Set.of(), List.of(), Duration.ZERO, Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(List.of("database: full", "no answer"),
                look(new AgentCheck(), ill).stream().map(Finding::what).limit(2).toList());
        final Patient gone = new Patient(Optional.of("no answer"), List.of(), List.of(), List.of(), Set.of(), List.of(),
                Duration.ZERO, Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(Severity.ERROR, look(new AgentCheck(), gone).get(0).severity());
    }

    @Test
    void findsTheAgentByItsListener() throws IOException {
        host.process(100, 1, folder, List.of("java", "io.usher.agent.launch.Main"), "socket:[7]")
                .process(101, 1, folder, List.of("java", "io.usher.agent.launch.Main"), "socket:[8]", "socket:[9]")
                .file("net/tcp6", HostDouble.TCP_HEAD
                        + tcp("0000000000000000FFFF00000100007F:20D4", "00000000000000000000000000000000:0000", 10, 8))
                .file("net/unix", "Num RefCount Protocol Flags Type St Inode Path\n"
                        + "0: 00000002 00000000 00010000 0001 01 9 /run/api.sock\n");
        assertEquals(101, AgentSearch.at(host.host(), 8404, "").orElseThrow().pid());
        assertEquals(101, AgentSearch.at(host.host(), 0, "/run/api.sock").orElseThrow().pid());
        assertEquals(Optional.empty(), AgentSearch.at(host.host(), 8405, ""));
    }

    @Test
    void putsTheWorstFirst() throws IOException {
        host.file("sys/net/core/somaxconn", "128\n").file("sys/net/netfilter/nf_conntrack_count", "95\n")
                .file("sys/net/netfilter/nf_conntrack_max", "100\n");
        final List<Severity> severities = Doctor.examine(host.host(), servers()).stream().map(Finding::severity).toList();
        assertEquals(severities.stream().sorted().toList(), severities);
        assertEquals(Severity.ERROR, severities.get(0));
    }

    private List<Finding> look(final Check check, final Patient patient) throws IOException {
        final Report report = new Report(check.name());
        check.look(host.host(), patient, report);
        return report.findings();
    }

    private Optional<HostProcess> agent() throws IOException {
        return host.host().processes().stream().filter(process -> process.pid() == 100).findFirst();
    }

    private Patient patient(final Duration ahead, final Instant started) throws IOException {
        return new Patient(Optional.empty(), List.of(), List.of(), List.of(), Set.of(), List.of(), ahead, Optional.of(started),
                agent(), Optional.empty());
    }

    private static Patient servers(final String... addresses) {
        return new Patient(Optional.empty(), List.of(), List.of(), List.of(addresses).stream()
                .map(address -> new Patient.Seated("b/s", ServerPlace.of(address).orElseThrow())).toList(), Set.of(PROXY),
                List.of(), Duration.ZERO, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Path mode(final Path file, final String mode) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String tcp(final String local, final String remote, final int state, final long inode) {
        return "   0: " + local + " " + remote + " " + String.format("%02X", state)
                + " 00000000:00000000 00:00000000 00000000  1000        0 " + inode + " 1 0000000000000000 20 0 0 10 -1\n";
    }
}
