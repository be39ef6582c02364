import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Weights changed by PATCH as fast as a few clients can, each server's by one client only. Each answer must show the weight
 * that was sent, and the proxy itself is asked for it before the client's next change; at the end it is asked for all of them.
 */
final class AgentChanges {

    static final int CLIENTS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AgentProcess agent;
    private final int servers;
    private final Map<String, Integer> weights = new ConcurrentHashMap<>();
    /** Goes on over all runs, so that each change is one. */
    private int round;

    /** @param servers s0 and so on of backend {@code many}; a multiple of {@link #CLIENTS} */
    AgentChanges(final AgentProcess agent, final int servers) {
        this.agent = agent;
        this.servers = servers;
    }

    /** Milliseconds that each answer took. */
    double[] run(final double seconds) throws IOException, InterruptedException {
        final long end = System.nanoTime() + (long) (seconds * 1e9);
        final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            final List<Callable<List<Double>>> tasks = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                final int first = i;
                tasks.add(() -> client(first, round, end));
            }
            final List<Double> all = new ArrayList<>();
            for (final Future<List<Double>> one : clients.invokeAll(tasks, (long) seconds + 30, TimeUnit.SECONDS)) {
                all.addAll(one.get());
            }
            round += 1 + all.size() / servers;
            return all.stream().mapToDouble(Double::doubleValue).toArray();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } finally {
            clients.shutdownNow();
        }
    }

    private List<Double> client(final int first, final int firstRound, final long end) throws IOException {
        final List<Double> millis = new ArrayList<>();
        for (int number = first; System.nanoTime() < end; number += CLIENTS) {
            final String name = "s" + number % servers;
            final int weight = 1 + (number + firstRound + number / servers) % 200;
            final long begin = System.nanoTime();
            final JsonNode answer =
                    JSON.readTree(agent.send("PATCH", "/v1/backends/many/servers/" + name, "{\"weight\":" + weight + "}"));
            millis.add((System.nanoTime() - begin) / 1e6);
            expect(name + " by the answer", weight, answer.path("weight").path("value").asText());
            expect(name + " by 'get weight'", weight, agent.proxy("get weight many/" + name).strip().split(" ")[0]);
            weights.put(name, weight);
        }
        return millis;
    }

    /** All weights as {@code show stat} and {@code show servers state} have them; returns how many. */
    int check() throws IOException {
        column(agent.proxy("show stat").lines().toList(), ",", "pxname", "svname", "weight");
        // the first line is the format's number
        column(agent.proxy("show servers state many").lines().skip(1).toList(), " ", "be_name", "srv_name", "srv_uweight");
        return weights.size();
    }

    private void column(final List<String> lines, final String separator, final String backend, final String server,
                        final String weight) throws IOException {
        final List<String> names = List.of(lines.get(0).substring(2).split(separator));
        int seen = 0;
        for (final String line : lines.subList(1, lines.size())) {
            final String[] cells = line.split(separator, -1);
            if (cells.length > names.indexOf(weight) && cells[names.indexOf(backend)].equals("many")
                    && weights.containsKey(cells[names.indexOf(server)])) {
                expect(cells[names.indexOf(server)] + " by the proxy's column " + weight,
                        weights.get(cells[names.indexOf(server)]), cells[names.indexOf(weight)]);
                seen++;
            }
        }
        if (seen != weights.size()) {
            throw new IOException("column " + weight + ": " + seen + " of the changed servers (expected: " + weights.size()
                    + ")");
        }
    }

    private static void expect(final String what, final int expected, final String found) throws IOException {
        if (!String.valueOf(expected).equals(found)) {
            throw new IOException("weight of " + what + ": '" + found + "' (expected: " + expected + ")");
        }
    }
}
