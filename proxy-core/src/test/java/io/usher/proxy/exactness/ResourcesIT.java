package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event 9: what a generation needs from its host is used up or taken away; it stays exact, says so, and gets over it. */
class ResourcesIT {
    /** A journal as it begins: one block each for the header, the seats and the addresses. */
    private static final int JOURNAL_BYTES = 3 * 16 * 1024;
    /** Seats that a journal's first block holds. */
    private static final int SEATS = 1023;
    private static final int MORE = 40;

    @TempDir
    Path temp;
    private ProxySite site;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        Collections.reverse(open);
        for (final AutoCloseable o : open) {
            o.close();
        }
    }

    private <T extends AutoCloseable> T closing(final T resource) {
        open.add(resource);
        return resource;
    }

    private void site(final String servers) throws IOException {
        site = closing(new ProxySite(temp.resolve("site")));
        site.configure("    no log\n    timeout hold 1m\n" + site.frontend("b") + "backend b\n" + servers);
    }

    private static void limit(final ProxyProcess p, final String limit) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("prlimit", "--pid", Long.toString(p.pid()), limit).inheritIO().start().waitFor());
    }

    /** A file size limit stands for the full disk: what was there can be written to, and nothing can grow. */
    @Test
    void seatThatCannotBeWrittenDownIsRefusedUntilThereIsRoom() throws Exception {
        final SlotServer server = closing(SlotServer.http(2 * SEATS, 5));
        site("    server s 127.0.0.1:" + server.port() + " maxconn " + 2 * SEATS + "\n");
        final ProxyProcess p = site.first();
        limit(p, "--fsize=" + JOURNAL_BYTES + ":");

        final Crowd held = closing(new Crowd(site.port(), Collections.nCopies(SEATS, "/?gate=g")));
        site.await("all of the journal's seats are taken", () -> server.busy() == SEATS);
        final Crowd refused = closing(new Crowd(site.port(), Collections.nCopies(MORE, "/")));
        site.await("what cannot be written down is answered", () -> refused.account().settled() == MORE);
        assertEquals(Collections.singletonMap(503, MORE), refused.account().byStatus());
        assertTrue(p.output().contains("journal-1: cannot grow beyond " + SEATS + " seats: "), p.output());
        assertEquals(SEATS, server.peak());

        limit(p, "--fsize=unlimited:");
        final Crowd late = closing(new Crowd(site.port(), Collections.nCopies(MORE, "/")));
        site.await("there is room again", () -> late.account().settled() == MORE);
        assertEquals(List.of(), late.account().notOk());
        server.open("g");
        site.await("the others are answered", () -> held.account().settled() == SEATS);
        assertEquals(List.of(), held.account().notOk());
        assertEquals(0, server.refused());
    }

    @Test
    void successorWithoutRoomForAJournalEndsByNameAndTheOldGenerationServesOn() throws Exception {
        final SlotServers servers = closing(new SlotServers(2, 10));
        site(servers.lines("maxconn 1"));
        final ProxyProcess p = site.first();
        final KeepAliveLoad load = closing(new KeepAliveLoad(site.port(), 6));

        final ProxyProcess young = site.startWith(List.of(), new DeathPoint(true, "received", "WELCOME").stop(), "-x",
            site.socket().toString());
        site.await("it has all that it needs but a journal", young::stopped);
        limit(young, "--fsize=" + JOURNAL_BYTES / 2);
        young.signal("CONT");
        assertEquals(1, young.exitStatus(), young.output());
        assertTrue(young.output().contains("journal-2"), young.output());
        site.await("the old one is alone", () -> site.sole(p));

        site.reload(p);
        load.close();
        assertEquals(List.of(), load.account().notOk());
        assertEquals(0, servers.refused());
        assertEquals(1, servers.peak());
    }

    @Test
    void clientsWaitWhileThereAreNoDescriptors() throws Exception {
        final SlotServers servers = closing(new SlotServers(4, 10));
        site(servers.lines("maxconn 1"));
        final ProxyProcess p = site.first();
        final KeepAliveLoad load = closing(new KeepAliveLoad(site.port(), 4));
        site.await("traffic flows", () -> load.account().ok() > 20);

        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + p.pid() + "/fd"))) {
            limit(p, "--nofile=" + (descriptors.count() + 2) + ":");
        }
        final Crowd crowd = closing(new Crowd(site.port(), Collections.nCopies(50, "/late")));
        final int before = load.account().ok();
        site.await("who is connected is served", () -> load.account().ok() > before + 20);
        assertTrue(crowd.account().settled() < 50, "there are descriptors for all");

        limit(p, "--nofile=4096:");
        site.await("the others are served", () -> crowd.account().settled() == 50);
        load.close();
        assertEquals(List.of(), crowd.account().broken());
        assertEquals(List.of(), load.account().broken());
        assertEquals(0, servers.refused());
        assertEquals(1, servers.peak());
    }

    @Test
    void generationWhoseFilesWereRemovedServesOnAndIsNotSucceeded() throws Exception {
        final SlotServers servers = closing(new SlotServers(2, 20));
        site(servers.lines("maxconn 1"));
        final ProxyProcess p = site.first();
        final KeepAliveLoad load = closing(new KeepAliveLoad(site.port(), 6));
        site.await("traffic flows", () -> load.account().ok() > 20);

        Files.move(site.journals().resolve("journal-1"), temp.resolve("journal-1"));
        refused(site.journals().resolve("journal-1") + " has been removed");
        Files.move(temp.resolve("journal-1"), site.journals().resolve("journal-1"));
        Files.move(site.journals(), temp.resolve("seats"));
        refused("folder " + site.journals() + " has been removed or replaced");
        Files.createDirectories(site.journals());
        refused("folder " + site.journals() + " has been removed or replaced");
        remove(site.journals());
        Files.move(temp.resolve("seats"), site.journals());

        final ProxyProcess next = site.reload(p);
        remove(site.journals());
        Files.delete(site.socket());
        final int before = load.account().ok();
        site.await("traffic flows without folder and socket", () -> load.account().ok() > before + 50);
        final ProxyProcess beside = site.start();
        assertEquals(1, beside.exitStatus(), beside.output());
        assertTrue(beside.output().contains("127.0.0.1:" + site.port()), beside.output());
        assertTrue(next.alive());
        load.close();
        assertEquals(List.of(), load.account().notOk());
        assertEquals(0, servers.refused());
        assertEquals(1, servers.peak());
    }

    private void refused(final String why) throws IOException, InterruptedException {
        final ProxyProcess young = site.start("-x", site.socket().toString());
        assertEquals(1, young.exitStatus(), young.output());
        assertTrue(young.output().contains("the predecessor refuses: " + why), young.output());
    }

    private static void remove(final Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
