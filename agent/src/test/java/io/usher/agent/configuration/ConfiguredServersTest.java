package io.usher.agent.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

class ConfiguredServersTest {

    @Test
    void readsWeightMaxconnAndDisabled() {
        assertEquals(Map.of("b/s1", new ConfiguredServer(false, 1, 1), "b/s2", new ConfiguredServer(true, 256, 0),
                "b/s3", new ConfiguredServer(false, 1, 0)), read("""
                backend b
                    server s1 127.0.0.1:9001 weight 1 maxconn 1 check inter 2000 rise 2 fall 1
                    server s2 127.0.0.1:9002 weight 256 disabled  # maxconn 7
                    server s3 127.0.0.1:9003
                """));
    }

    @Test
    void appliesDefaultServerToTheLinesBehindIt() {
        assertEquals(Map.of("b/s1", new ConfiguredServer(false, 1, 0), "b/s2", new ConfiguredServer(true, 5, 3),
                "b/s3", new ConfiguredServer(false, 5, 9), "c/s4", new ConfiguredServer(false, 1, 0)), read("""
                backend b
                    server s1 127.0.0.1:1
                    default-server weight 5 maxconn 3 disabled
                    server s2 127.0.0.1:2
                    server s3 127.0.0.1:3 enabled maxconn 9
                backend c
                    server s4 127.0.0.1:4
                """));
    }

    @Test
    void inheritsFromTheLatestDefaultsAndFromNamedOnes() {
        assertEquals(Map.of("a/s", new ConfiguredServer(false, 1, 7), "b/s", new ConfiguredServer(false, 1, 8),
                "c/s", new ConfiguredServer(false, 1, 7)), read("""
                defaults first
                    default-server maxconn 7
                listen a
                    server s 127.0.0.1:1
                defaults
                    default-server maxconn 8
                backend b
                    server s 127.0.0.1:1
                backend c from first
                    server s 127.0.0.1:1
                """));
    }

    @Test
    void readsQuotesEscapesAndVariables() {
        assertEquals(Map.of("b/my server", new ConfiguredServer(false, 12, 3, "127.0.0.1:1")), ConfiguredServers.read(List.of("""
                backend b
                    server my\\ server 127.0.0.1:1 weight "${W}2" maxconn "${NONE-3}"
                """), Map.of("W", "1")));
    }

    @Test
    void readsAddressesAsTheyStand() {
        final Map<String, ConfiguredServer> read = ConfiguredServers.read(List.of("""
                backend b
                    server s1 127.0.0.1:9001
                    server s2 localhost:9002 weight 3
                """), Map.of());
        assertEquals("127.0.0.1:9001", read.get("b/s1").address());
        assertEquals("localhost:9002", read.get("b/s2").address());
    }

    @Test
    void readsFrontendsWithTheirDefaults() {
        assertEquals(Map.of("f", new ConfiguredFrontend(false, 7), "g", new ConfiguredFrontend(true, 9),
                "l", new ConfiguredFrontend(false, 7)), ConfiguredFrontends.read(List.of("""
                global
                    maxconn 100
                defaults
                    maxconn 7
                frontend f
                    bind :1
                backend b
                    server s 127.0.0.1:1 maxconn 3
                frontend g
                    disabled
                    maxconn 9
                listen l
                    server s 127.0.0.1:1 maxconn 3
                """), Map.of()));
    }

    private static Map<String, ConfiguredServer> read(final String text) {
        return ConfiguredServers.read(List.of(text), Map.of()).entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                e -> new ConfiguredServer(e.getValue().disabled(), e.getValue().weight(), e.getValue().maxconn())));
    }
}
