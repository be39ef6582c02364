package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.proxy.PeerCheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyKindsTest {

    @TempDir
    private Path folder;

    @Test
    void tellsUsherProxyFromHaproxyByWhatTheySay() throws IOException {
        final ProxyKind usher = kindOf("HAProxy version 2.6.12-usher-0.1.0 2026/11/22 - Usher 0.1.0, a load balancer of its own");
        assertEquals("usher-proxy 0.1.0", usher.name());
        assertTrue(usher.exact() && usher.handsOver());
        final ProxyKind haproxy = kindOf("HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/");
        assertEquals("HAProxy 2.6.12-1+deb12u4", haproxy.name());
        assertFalse(haproxy.exact() || haproxy.handsOver());
        assertEquals("HAProxy 3.10-dev2", kindOf("HAProxy version 3.10-dev2 2027/01/01 - https://haproxy.org/").name());
    }

    @Test
    void refusesHaproxyBefore26ByItsVersion() throws IOException {
        for (final String old : List.of("HAProxy version 2.5.14-1 2023/05/02", "HA-Proxy version 2.2.9-2+deb11u6 2023/12/13",
                "HA-Proxy version 1.8.30 2021/04/12")) {
            final IOException refusal = assertThrows(IOException.class, () -> kindOf(old));
            assertTrue(refusal.getMessage().contains("HAProxy " + old.split(" ")[2] + " is too old (expected: usher-proxy, or"
                    + " HAProxy 2.6 or later)"), refusal.getMessage());
        }
    }

    @Test
    void refusesWhatIsNeither() throws IOException {
        final IOException refusal = assertThrows(IOException.class, () -> kindOf("nginx version: nginx/1.22.1"));
        assertTrue(refusal.getMessage().contains("-v says 'nginx version: nginx/1.22.1' (expected: "), refusal.getMessage());
        assertThrows(IOException.class, () -> kinds().of(folder.resolve("no-such-program")));
    }

    @Test
    void startsAHaproxyAsMasterWithASocketOfItsOwn() throws IOException {
        final ProxyKind kind = kindOf("HAProxy version 2.6.12 2026/10/17 - https://haproxy.org/");
        assertEquals(List.of("-W", "-db", "-S", folder.resolve("r/generation-3.sock") + ",mode,600"), kind.options(3));
        assertTrue(kind.ownConfiguration(3).contains("stats socket " + folder.resolve("r/generation-3.listeners.sock")
                + " mode 600 level admin expose-fd listeners"), kind.ownConfiguration(3));
        assertFalse(kind.ownConfiguration(3).contains("seat-journal"));
    }

    @Test
    void refusesARunDirectoryThatHaproxyCannotUse() throws IOException {
        final Path long60 = Files.createDirectories(Path.of("/tmp").resolve("u".repeat(64)));
        try {
            final IOException tooLong = assertThrows(IOException.class, () -> new HaproxyKind("HAProxy",
                    new RunFolder(long60, folder), new PeerCheck(0)));
            assertTrue(tooLong.getMessage().contains("too long by "), tooLong.getMessage());
        } finally {
            Files.delete(long60);
        }
        final Path comma = Files.createDirectories(folder.resolve("a,b"));
        assertTrue(assertThrows(IOException.class, () -> new HaproxyKind("HAProxy", new RunFolder(comma, folder),
                new PeerCheck(0))).getMessage().contains("comma"));
    }

    private ProxyKind kindOf(final String version) throws IOException {
        final Path program = folder.resolve("program");
        Files.writeString(program, "#!/bin/sh\n[ \"$1\" = -v ] && echo '" + version + "' && echo 'Status: it runs'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return kinds().of(program);
    }

    private ProxyKinds kinds() throws IOException {
        return new ProxyKinds(new RunFolder(Files.createDirectories(folder.resolve("r")), folder),
                new SetsidLauncher(folder, System.getenv()), new PeerCheck(0));
    }
}
