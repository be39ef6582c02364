import io.usher.agent.demo.Load;
import io.usher.agent.demo.SlotServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What event subscribers cost traffic: the same load with and without them, in pairs, while servers' states change at a fixed
 * rate.
 */
final class AgentTraffic {

    static final int SUBSCRIBERS = 100;
    static final int CHANGES_A_SECOND = 20;
    private static final int CLIENTS = 20;
    /** Servers that go into maintenance one after the other, before the same come back. */
    private static final int BLOCK = 20;

    private final AgentProcess agent;
    private final int port;
    private final List<SlotServer> servers;
    private final double seconds;
    private final int many;
    private int changes;

    AgentTraffic(final AgentProcess agent, final int port, final List<SlotServer> servers, final int many, final double seconds) {
        this.agent = agent;
        this.port = port;
        this.servers = servers;
        this.many = many;
        this.seconds = seconds;
    }

    /** What was measured while so many subscribers listened; each of them got as many events as there were changes. */
    record Measured(double answersASecond, double p99Millis, double agentCpuPercent, int changes, long bytesEach) {
    }

    /** Pairs; which of the two goes first changes. The first list is without, the second with subscribers. */
    List<List<Measured>> pairs(final int count) throws IOException {
        measure(0, Math.min(5, seconds)); // the proxy's compilers
        final List<List<Measured>> both = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 2 * count; i++) {
            final int which = (i + i / 2) % 2;
            both.get(which).add(measure(which * SUBSCRIBERS, seconds));
        }
        return both;
    }

    private Measured measure(final int subscribers, final double time) throws IOException {
        try (EventReaders readers = new EventReaders(agent.api, subscribers);
                Load load = new Load(port, CLIENTS, true, "/query")) {
            Pause.millis(500); // until all clients are at work
            final double cpu = agent.cpuMillis();
            final long before = load.answers();
            final long begin = System.nanoTime();
            final int wanted = (int) Math.max(1, time * CHANGES_A_SECOND);
            for (int i = 1; i <= wanted; i++) {
                change();
                Pause.until(begin + i * 1_000_000_000L / CHANGES_A_SECOND);
            }
            final double passed = (System.nanoTime() - begin) / 1e9;
            final double rate = (load.answers() - before) / passed;
            final double used = (agent.cpuMillis() - cpu) / passed / 10;
            if (load.failed() > 0 || servers.stream().anyMatch(server -> server.refused() > 0)) {
                throw new IOException("failed: " + load.statuses() + " " + load.failures()
                        + " (expected: 200 only, no server asked in vain)");
            }
            final List<Integer> counts = readers.await("server.override", wanted);
            if (counts.stream().anyMatch(count -> count != wanted)) {
                throw new IOException("events of " + wanted + " changes, by subscriber: " + counts);
            }
            return new Measured(rate, load.percentileMillis(0.99), used, wanted,
                    subscribers == 0 ? 0 : readers.bytes() / subscribers);
        }
    }

    private void change() throws IOException {
        final int server = (changes / (2 * BLOCK) * BLOCK + changes % BLOCK) % many;
        final String state = changes / BLOCK % 2 == 0 ? "maint" : "ready";
        changes++;
        agent.send("PATCH", "/v1/backends/many/servers/s" + server, "{\"state\":\"" + state + "\"}");
    }
}
