package io.usher.agent.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.proxy.ProxyUnreachable.Kind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyClientTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    @TempDir
    Path folder;
    private Path path;
    private FakeProxy proxy;
    private ProxyClient client;
    private PeerCheck peers;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("s.sock");
        proxy = new FakeProxy(path);
        peers = new PeerCheck(((Number) Files.getAttribute(folder, "unix:uid")).longValue());
        client = new ProxyClient(path, peers, SHORT);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    @Test
    void readsAGenerationsReport() {
        proxy.answer("show generation", "{\"number\":7,\"state\":\"finishing\",\"predecessor\":6,\"version\":\"1.2\","
                + "\"queued\":3,\"connections\":4,\"tunnels\":1,\"new-field\":{},\"seats\":[{\"id\":\"6.12\","
                + "\"generation\":6,\"address\":\"127.0.0.1:9001\",\"state\":\"in-work\",\"ageMillis\":1500,"
                + "\"backend\":\"b\",\"server\":\"s\",\"holder\":\"GET /\"}],\"seatEvents\":{\"held\":2,\"new-event\":1},"
                + "\"contested\":[{\"backend\":\"b\",\"server\":\"s\",\"address\":\"127.0.0.1:9001\",\"count\":5}]}\n");
        final GenerationReport report = client.generation();
        assertEquals(ProcessHandle.current().pid(), report.pid());
        assertEquals(7, report.number());
        assertEquals("finishing", report.state());
        assertEquals(Optional.of(6), report.predecessor());
        assertEquals(List.of(new SeatReport("6.12", 6, "b", "s", "127.0.0.1:9001", "in-work", 1500, "GET /", "")),
                report.seats());
        assertEquals(Map.of("held", 2L, "new-event", 1L), report.seatEvents());
        assertEquals(List.of(new ContestedServer("b", "s", "127.0.0.1:9001", 5)), report.contested());
    }

    static Stream<String> garbage() throws IOException {
        try (InputStream in = ProxyClientTest.class.getResourceAsStream("garbage.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void takesGarbageForNoAnswer(final String text) {
        proxy.answer("show", text + "\n");
        assertEquals(Kind.GARBAGE, assertThrows(ProxyUnreachable.class, client::generation).kind());
        assertEquals(Kind.GARBAGE, assertThrows(ProxyUnreachable.class, client::servers).kind());
    }

    @Test
    void givesUpOnSilence() {
        proxy.answer("show generation", FakeProxy.SILENCE);
        final ProxyUnreachable e = assertThrows(ProxyUnreachable.class, client::generation);
        assertEquals(Kind.TIME_LIMIT, e.kind());
        assertTrue(e.getMessage().contains("within 300 ms"), e.getMessage());
    }

    @Test
    void givesUpOnAnAnswerWithoutEnd() {
        proxy.answer("show generation", "x".repeat(33 << 20));
        final ProxyClient patient = new ProxyClient(path, peers, Duration.ofSeconds(30));
        assertEquals(Kind.SIZE_LIMIT, assertThrows(ProxyUnreachable.class, patient::generation).kind());
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        proxy.close();
        assertEquals(Kind.NOBODY_LISTENS, assertThrows(ProxyUnreachable.class, client::generation).kind());
        Files.deleteIfExists(path);
        assertEquals(Kind.NOBODY_LISTENS, assertThrows(ProxyUnreachable.class, client::generation).kind());
    }

    @Test
    void believesOnlyItsOwnAccountAndRoot() {
        assertTrue(peers.trusts(peers.ownUid()));
        assertTrue(peers.trusts(0));
        assertFalse(peers.trusts(peers.ownUid() + 1));
        assertFalse(new PeerCheck(7, false).trusts(0));
    }

    @Test
    void refusesAnotherAccountsProcess() throws IOException {
        proxy.answer("show generation", "{\"number\":1,\"state\":\"active\"}");
        final ProxyClient stranger = new ProxyClient(path, new PeerCheck(peers.ownUid() + 1, false), SHORT);
        assertEquals(Kind.FOREIGN_PEER, assertThrows(ProxyUnreachable.class, stranger::generation).kind());
    }

    @Test
    void joinsServersStateAndStatByName() {
        proxy.answer("show servers state", """
                1
                # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_port
                3 b 1 s1 127.0.0.1 2 0 5 1 9001
                3 b 2 s2 ::1 0 9 256 1 9002

                """);
        proxy.answer("show stat", """
                # pxname,svname,qcur,qmax,scur,smax,slim,stot,status,weight,act,bck,type,check_status,
                f,FRONTEND,,,1,1,100,5,OPEN,,,,0,,
                b,s1,2,2,1,1,1,77,UP,5,1,0,2,L4OK,
                b,s2,0,0,0,0,,0,"MAINT, by hand",0,1,0,2,,
                b,BACKEND,4,9,1,1,10,77,UP,5,1,0,1,,

                """);
        final ServerTable table = client.servers();
        assertEquals(List.of(new BackendRow("b", "UP", 1, 0, 1, 4, 77)), table.backends());
        assertEquals(List.of(new ServerRow("b", "s1", "127.0.0.1:9001", 0, 5, 1, 1, "UP", "L4OK", 1, 2, 77),
                new ServerRow("b", "s2", "[::1]:9002", 9, 256, 1, 0, "MAINT, by hand", "", 0, 0, 0)), table.servers());
        assertTrue(table.servers().get(1).inMaintenance());
        assertTrue(table.servers().get(1).draining());
    }

    @Test
    void asksAProxyThatSaysItInBriefNothingElse() {
        proxy.answer("show stat brief", """
                # type,pxname,svname,status,slim,scur,qcur,stot,req_tot,act,bck,check_status,\
                srv_addr,srv_port,srv_admin_state,srv_uweight,srv_iweight,
                0,f,FRONTEND,OPEN,100,1,,5,6,,,,,,,,,
                2,b,s1,UP,1,1,2,77,,,,L4OK,127.0.0.1,9001,0,5,1,
                2,b,s2,UP 1/2,,0,0,0,,,,* L4CON,::1,9002,9,256,1,
                2,b,s3,no check,,0,0,0,,,,,-,0,0,1,1,
                1,b,BACKEND,UP,10,1,4,77,,1,0,,,,,,,

                """);
        assertEquals(new ServerTable(List.of(new FrontendRow("f", "OPEN", 100, 1, 5, 6)),
                List.of(new BackendRow("b", "UP", 1, 0, 1, 4, 77)),
                List.of(new ServerRow("b", "s1", "127.0.0.1:9001", 0, 5, 1, 1, "UP", "L4OK", 1, 2, 77),
                        new ServerRow("b", "s2", "[::1]:9002", 9, 256, 1, 0, "UP 1/2", "* L4CON", 0, 0, 0),
                        new ServerRow("b", "s3", "-", 0, 1, 1, 0, "no check", "", 0, 0, 0))), client.servers());
        assertEquals(List.of("show stat brief"), proxy.commands());
        assertSame(client.servers(), client.servers());
        proxy.answer("show stat brief",
                "# type,pxname,svname,status,slim,check_status,srv_addr,srv_port,srv_admin_state,srv_uweight,srv_iweight,\n"
                + "2,b,s1,UP,one,,127.0.0.1,9001,0,5,1,\n\n");
        final ProxyUnreachable e = assertThrows(ProxyUnreachable.class, client::servers);
        assertTrue(e.getMessage().contains("column slim: 'one' (expected: a number)"), e.getMessage());
    }

    @Test
    void passesARefusalOn() {
        proxy.answer("set server", "No such server.\n\n");
        assertEquals("No such server.", client.setState("b", "s", "drain"));
        proxy.answer("set server", "\n");
        assertEquals("", client.setWeight("b", "s", 3));
        assertEquals(List.of("set server b/s state drain", "set server b/s weight 3"), proxy.commands());
    }

    @Test
    void readsTheSeatsAtAServersAddress() {
        proxy.answer("show seats b/s", """
                [{"address":"127.0.0.1:9001","limit":1,"taken":1,"idle":0,"contested":2,\
                "servers":[{"backend":"b","server":"s","new":1}],
                "takes":[{"id":"7.12","generation":7,"backend":"b","server":"s","address":"127.0.0.1:9001","state":"on-hold",
                "ageMillis":5,"stateMillis":2,"holdReason":"client-gone"}]}]
                """);
        proxy.answer("show seats b/t", "No such server.\n\n");
        proxy.answer("show seats b/u", "oops\n\n");
        assertEquals(Optional.of(new AddressSeats("127.0.0.1:9001", 1, 1, 0, 2, List.of(new AddressSeats.Line("b", "s")),
                List.of(new SeatReport("7.12", 7, "b", "s", "127.0.0.1:9001", "on-hold", 5, "", "client-gone")))),
                client.seats("b", "s"));
        assertEquals(Optional.empty(), client.seats("b", "t"));
        assertEquals(Kind.GARBAGE, assertThrows(ProxyUnreachable.class, () -> client.seats("b", "u")).kind());
    }

    @Test
    void tellsWhichSeatsWereReleased() {
        proxy.answer("release seats b/s", "{\"address\":\"127.0.0.1:9001\",\"released\":[\"7.12\",\"7.13\"]}\n\n");
        assertEquals(List.of("7.12", "7.13"), client.releaseSeats("b", "s"));
        proxy.answer("release seats b/s", "Proxy is disabled.\n\n");
        assertEquals(Kind.GARBAGE, assertThrows(ProxyUnreachable.class, () -> client.releaseSeats("b", "s")).kind());
    }

    @Test
    void readsSessions() {
        proxy.answer("show sess", """
                0x1f: proto=tcpv4 src=127.0.0.1:5000 fe=web be=b srv=s age=1m5s state=EXCHANGE
                0x20: proto=tcpv4 src=127.0.0.1:5001 fe=GLOBAL be=<NONE> srv=<none> ts=00 age=0s calls=1 rq[f=c08200h,i=0]

                """);
        assertEquals(List.of(new SessionRow("0x1f", "tcpv4", "127.0.0.1:5000", "web", "b", "s", "1m5s", "EXCHANGE"),
                new SessionRow("0x20", "tcpv4", "127.0.0.1:5001", "GLOBAL", "<NONE>", "<none>", "0s", "")), client.sessions());
        proxy.answer("shutdown session", "No such session (use 'show sess').\n\n");
        assertEquals("No such session (use 'show sess').", client.shutdownSession(client.sessions().get(0)));
        assertEquals("shutdown session 0x1f", proxy.commands().get(2));
        proxy.answer("show sess", "Permission denied\n\n");
        assertEquals(Kind.GARBAGE, assertThrows(ProxyUnreachable.class, client::sessions).kind());
    }

    @Test
    void makesNoSecondCommandOfAName() {
        assertThrows(IllegalArgumentException.class, () -> client.setState("b", "s;finish", "ready"));
        assertThrows(IllegalArgumentException.class, () -> client.setState("b", "s ready\nfinish", "ready"));
        assertEquals(List.of(), proxy.commands());
    }
}
