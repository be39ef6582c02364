package io.usher.agent.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.request.Unsupported;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaproxyClientTest {
    private static final String INFO =
            "Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nPid: 12\nCurrConns: 3\nStopping: 0\nJobs: 4\n\n";
    /** Columns stand as no HAProxy has them, and one is unknown. */
    private static final String STAT = """
            # type,svname,new,pxname,scur,qcur,mode,
            0,FRONTEND,1,web,2,,http,
            0,FRONTEND,1,mail,5,,tcp,
            3,sock-1,1,web,2,,,
            2,s1,1,be,1,2,http,
            2,s2,1,be,0,0,http,
            1,BACKEND,1,be,3,4,http,

            """;

    @TempDir
    private Path folder;
    private FakeProxy master;
    private ProxyClient client;

    @BeforeEach
    void open() throws IOException {
        final Path path = folder.resolve("m.sock");
        master = new FakeProxy(path);
        final long uid = ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
        client = ProxyClient.haproxy(path, 7, new PeerCheck(uid));
    }

    @AfterEach
    void close() throws IOException {
        master.close();
    }

    @Test
    void readsInfoAndStatByNamesAndCountsWithTheAgentsNumber() {
        master.answer("@1 show info", INFO).answer("@1 show stat", STAT);
        final GenerationReport report = client.generation();
        assertEquals(7, report.number());
        assertTrue(report.active());
        assertTrue(report.drained());
        assertEquals("HAProxy 2.6.12-1+deb12u4", report.version());
        assertEquals(ProcessHandle.current().pid(), report.pid(), "the one that listens, not the worker");
        assertEquals(6, report.queued(), "in the backend's queue and in the server's");
        assertEquals(3, report.connections());
        assertEquals(5, report.tunnels());
        assertEquals(List.of(new ServerLoad("be", "s1", 1, 2)), report.loads());
    }

    @Test
    void saysFinishingWhileItStops() {
        master.answer("@1 show info", INFO.replace("Stopping: 0", "Stopping: 1")).answer("@1 show stat", STAT);
        final GenerationReport report = client.generation();
        assertEquals("finishing", report.state());
        assertFalse(report.drained());
    }

    @Test
    void putsEachCommandToTheWorkerAndNoMore() {
        master.answer("@1 set server be/s1 weight 3", "\n").answer("@1 set server be/s1 state drain", "No such server.\n\n");
        assertEquals("", client.setWeight("be", "s1", 3));
        assertEquals("No such server.", client.setState("be", "s1", "drain"));
        assertEquals(List.of("@1 set server be/s1 weight 3;quit", "@1 set server be/s1 state drain;quit"), master.commands());
    }

    @Test
    void takesAMasterWithoutWorkerForUnreachableAndNotForARefusal() {
        master.answer("@1", "Can't find the target PID matching the prefix '@1'\n");
        assertEquals(ProxyUnreachable.Kind.CLOSED,
                assertThrows(ProxyUnreachable.class, () -> client.setWeight("be", "s1", 3)).kind());
        assertEquals(ProxyUnreachable.Kind.CLOSED, assertThrows(ProxyUnreachable.class, client::generation).kind());
    }

    @Test
    void takesInfoWithoutItsKeysForGarbage() {
        master.answer("@1 show info", "Name: HAProxy\n\n").answer("@1 show stat", STAT);
        final ProxyUnreachable refusal = assertThrows(ProxyUnreachable.class, client::generation);
        assertEquals(ProxyUnreachable.Kind.GARBAGE, refusal.kind());
        assertTrue(refusal.getMessage().contains("'show info' was answered with something else: no Stopping"),
                refusal.getMessage());
    }

    @Test
    void refusesSeatsAndSaysWhatHasThem() {
        for (final Unsupported refusal : List.of(assertThrows(Unsupported.class, () -> client.seats("be", "s1")),
                assertThrows(Unsupported.class, () -> client.releaseSeats("be", "s1")))) {
            assertTrue(refusal.getMessage().contains("HAProxy") && refusal.getMessage().contains("expected: usher-proxy"),
                    refusal.getMessage());
        }
        assertEquals(List.of(), master.commands());
    }
}
