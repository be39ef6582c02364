package io.usher.agent.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    private static final String BASE = """
            global
                maxconn 1000
            defaults
                mode http
                maxconn 50
                default-server inter 2s
            frontend f
                bind :80
                default_backend b
            backend b
                balance roundrobin
                server s1 127.0.0.1:1 check weight 1 maxconn 1
                server s2 127.0.0.1:2 check weight 1 maxconn 1
            """;
    @TempDir
    Path folder;
    private Snapshots snapshots;
    private ConfigurationFiles files;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(folder.resolve("a.cfg"), BASE);
        snapshots = new Snapshots(folder.resolve("kept"));
        files = new ConfigurationFiles(List.of(file), folder, Map.of());
    }

    private Plan plan(final String would) throws Exception {
        final Snapshot runs = snapshots.take(files);
        try (Draft draft = snapshots.draft(files, Map.of(file, would.getBytes(StandardCharsets.UTF_8)))) {
            return Planner.plan(runs, draft.snapshot(), Map.of(), path -> path.getFileName().toString());
        }
    }

    private String planned(final String from, final String to) throws Exception {
        return shown(plan(BASE.replace(from, to)));
    }

    private static String shown(final Plan plan) {
        return plan.outcome().json() + plan.live().stream().map(one -> " " + one.change().json() + " " + one.proxy()
                + one.server().map(name -> "/" + name).orElse("") + " " + one.from().orElse("-") + ">" + one.to().orElse("-"))
                .collect(Collectors.joining(",")) + plan.reload().stream().map(one -> " [" + one.file() + ":" + one.line() + " "
                + one.section() + ": " + one.statement() + "]").collect(Collectors.joining());
    }

    @Test
    void findsNothingToDoInCommentsBlanksAndQuotes() throws Exception {
        assertEquals("nothing", planned("    bind :80", "# where clients come in\n\n  bind ':80' # here"));
    }

    @Test
    void plansValuesOfServersLive() throws Exception {
        assertEquals("live weight b/s2 1>5", planned("s2 127.0.0.1:2 check weight 1", "s2 127.0.0.1:2 check weight 5"));
        assertEquals("live maxconn b/s2 1>0", planned("s2 127.0.0.1:2 check weight 1 maxconn 1",
                "s2 127.0.0.1:2 check weight 1"));
        assertEquals("live state b/s2 ready>maint", planned("s2 127.0.0.1:2", "s2 127.0.0.1:2 disabled"));
        assertEquals("live address b/s2 127.0.0.1:2>127.0.0.9:3", planned("s2 127.0.0.1:2", "s2 127.0.0.9:3"));
    }

    @Test
    void reloadsForAWeightOfWhichAnAgentTellsShares() throws Exception {
        final String agent = "s2 127.0.0.1:2 check agent-check agent-port 9 weight ";
        Files.writeString(file, BASE.replace("s2 127.0.0.1:2 check weight ", agent));
        assertEquals("reload [a.cfg:13 backend b: server s2 127.0.0.1:2 check agent-check agent-port 9 weight 5 maxconn 1]",
                shown(plan(BASE.replace("s2 127.0.0.1:2 check weight 1", agent + "5"))));
        assertEquals("live maxconn b/s2 1>3",
                shown(plan(BASE.replace("s2 127.0.0.1:2 check weight 1 maxconn 1", agent + "1 maxconn 3"))));
    }

    @Test
    void reloadsForAWeightWhereTheAlgorithmHasFixedOnes() throws Exception {
        for (final String algorithm : List.of("static-rr", "source", "uri")) {
            final String before = BASE.replace("roundrobin", algorithm);
            Files.writeString(file, before);
            assertEquals("reload [a.cfg:13 backend b: server s2 127.0.0.1:2 check weight 5 maxconn 1]",
                    shown(plan(before.replace("s2 127.0.0.1:2 check weight 1", "s2 127.0.0.1:2 check weight 5"))), algorithm);
            assertEquals("live maxconn b/s2 1>3", shown(plan(before.replace("s2 127.0.0.1:2 check weight 1 maxconn 1",
                    "s2 127.0.0.1:2 check weight 1 maxconn 3"))), algorithm);
        }
        final String first = BASE.replace("roundrobin", "first");
        Files.writeString(file, first);
        assertEquals("live weight b/s2 1>5",
                shown(plan(first.replace("s2 127.0.0.1:2 check weight 1", "s2 127.0.0.1:2 check weight 5"))));
    }

    @Test
    void plansWhatDefaultServerLinesSayForEachServer() throws Exception {
        assertEquals("live weight b/s1 1>4, weight b/s2 1>4",
                shown(plan(BASE.replace("inter 2s", "inter 2s weight 4").replace("check weight 1 ", "check "))));
    }

    @Test
    void plansServersThatComeBehindTheOthersOrGo() throws Exception {
        final String s2 = "    server s2 127.0.0.1:2 check weight 1 maxconn 1\n";
        assertEquals("live server-added b/s3 ->127.0.0.1:3", planned(s2, s2 + "    server s3 127.0.0.1:3 check\n"));
        assertEquals(List.of("127.0.0.1:3", "inter", "2s", "check"),
                plan(BASE + "    server s3 127.0.0.1:3 check\n").live().get(0).words());
        assertEquals("live server-removed b/s2 127.0.0.1:2>-", planned(s2, ""));
        assertEquals("live server-removed b/s1 127.0.0.1:1>-",
                planned("    server s1 127.0.0.1:1 check weight 1 maxconn 1\n", ""));
    }

    @Test
    void reloadsForServersThatARunningProxyWouldPutElsewhere() throws Exception {
        final String s1 = "    server s1";
        assertEquals("reload server-added b/s0 ->127.0.0.1:9 [a.cfg:12 backend b: server s0 127.0.0.1:9]",
                planned(s1, "    server s0 127.0.0.1:9\n" + s1));
        assertEquals("reload [a.cfg:14 backend b: server s3 localhost:3]",
                planned("    server s2 127.0.0.1:2 check weight 1 maxconn 1\n",
                        "    server s2 127.0.0.1:2 check weight 1 maxconn 1\n    server s3 localhost:3\n"));
        assertEquals("reload [a.cfg:14 backend b: server s3 127.0.0.1:3 seat-of b/s1]",
                planned("    server s2 127.0.0.1:2 check weight 1 maxconn 1\n",
                        "    server s2 127.0.0.1:2 check weight 1 maxconn 1\n    server s3 127.0.0.1:3 seat-of b/s1\n"));
    }

    @Test
    void reloadsForOptionsOfServersAndEverythingElse() throws Exception {
        assertEquals("reload [a.cfg:13 backend b: server s2 127.0.0.1:2 weight 1 maxconn 1]",
                planned("s2 127.0.0.1:2 check", "s2 127.0.0.1:2"));
        assertEquals("reload [a.cfg:8 frontend f: bind :80] [a.cfg:8 frontend f: bind :81]", planned("bind :80", "bind :81"));
        assertEquals("reload [a.cfg:2 global: maxconn 1000] [a.cfg:2 global: maxconn 2000]", planned("maxconn 1000",
                "maxconn 2000"));
        assertEquals("reload [a.cfg:10 backend c: backend c]", planned("\nbackend b\n", "\nbackend c\nbackend b\n"));
    }

    @Test
    void plansTheLimitOfAFrontendLiveUnlessTheProcessGivesIt() throws Exception {
        assertEquals("live frontend-maxconn f 50>70", planned("    bind :80\n", "    bind :80\n    maxconn 70\n"));
        assertEquals("live frontend-maxconn f 50>60", planned("maxconn 50", "maxconn 60"));
        assertEquals("reload [a.cfg:5 frontend f: maxconn 50]", planned("    maxconn 50\n", ""));
    }

    @Test
    void countsANamedFileByItsContent() throws Exception {
        Files.writeString(folder.resolve("503.http"), "old");
        Files.writeString(file, BASE + "    errorfile 503 503.http\n");
        final Snapshot runs = snapshots.take(files);
        assertEquals(Plan.Outcome.NOTHING, Planner.plan(runs, snapshots.take(files), Map.of(), Path::toString).outcome());
        Files.writeString(folder.resolve("503.http"), "new");
        assertEquals(Plan.Outcome.RELOAD, Planner.plan(runs, snapshots.take(files), Map.of(), Path::toString).outcome());
    }
}
