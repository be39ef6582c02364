import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.demo.SlotServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What the agent costs and how fast it is, as a table: start, idle, changes and status at a thousand servers, subscribers of
 * events.
 *
 * <p>Run it after {@code mvn -DskipTests package}, with {@code proxy-core/bench/agent}; {@code --help} says what can be asked of
 * it. Everything stays on loopback, is bounded in time, and is ended by process id.
 */
public final class AgentBench {

    private static final int MANY = 1000;
    private static final int SLOTS = 10;
    private static final int STARTS = 5;
    private static final int PAIRS = 3;
    private static final int REQUESTS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USAGE = """
            usage: proxy-core/bench/agent [--seconds 10] [--only WORDS,WORDS] [--minutes 15] [--folder DIR]
              --seconds  how long each thing is measured; idling six times that
              --only     only the parts whose names contain one of these words: start, idle, patch, status, events
              --minutes  it gives up, and ends what it has started, after that
              --folder   where configurations and what the programs said are kept
            It ends with 1 if something could not be measured or was answered wrongly; a number that is not what was wanted
            is marked "no" and does not change that: other programs on the machine may be why.
            """;

    private final Path folder;
    private final boolean keepFolder;
    private final String only;
    private final double seconds;
    private final Ports ports = new Ports(0);

    private AgentBench(final Path folder, final boolean keepFolder, final String only, final double seconds) {
        this.folder = folder;
        this.keepFolder = keepFolder;
        this.only = only;
        this.seconds = seconds;
    }

    private interface Part {
        void measure(Place place) throws Exception;
    }

    /** Where an agent works: its folder, the port of its proxy, and the servers with one slot behind that. */
    private record Place(Path folder, int port, List<SlotServer> servers) {
    }

    public static void main(final String[] arguments) throws Exception {
        final Options options = new Options("agent", USAGE, List.of("--seconds", "--only", "--minutes", "--folder"), List.of(),
                arguments);
        if (!Files.isExecutable(AgentProcess.PROGRAM)) {
            options.refuse(AgentProcess.PROGRAM + " is missing (expected: to run in the top folder of the project)");
        }
        final String kept = options.text("--folder");
        final AgentBench bench = new AgentBench(kept == null ? Files.createTempDirectory("usher-agent-bench-")
                : Files.createDirectories(Path.of(kept)).toAbsolutePath(), kept != null, options.text("--only", ""),
                options.number("--seconds", 10, 1));
        Runtime.getRuntime().addShutdownHook(new Thread(bench::end));
        giveUpAfter(options.number("--minutes", 15, 1));
        System.exit(bench.run() ? 0 : 1);
    }

    private static void giveUpAfter(final int minutes) {
        final Thread watch = new Thread(() -> {
            Pause.millis(TimeUnit.MINUTES.toMillis(minutes));
            System.err.println("agent: not done within " + minutes + " minutes");
            System.exit(1);
        });
        watch.setDaemon(true);
        watch.start();
    }

    private boolean run() {
        System.out.println("| what | wanted | measured | met |");
        System.out.println("|---|---|---|---|");
        boolean complete = part("start", 0, this::start);
        complete &= part("idle", 0, place -> idle(place, SLOTS));
        complete &= part("idle-many", MANY, place -> idle(place, SLOTS + MANY));
        complete &= part("patch", MANY, this::patch);
        complete &= part("status", MANY, this::status);
        return part("events", MANY, this::events) && complete;
    }

    /** Whether it was measured, or was not to be. */
    private boolean part(final String name, final int many, final Part part) {
        if (Stream.of(only.split(",")).noneMatch(name::contains)) {
            return true;
        }
        final List<SlotServer> servers = new ArrayList<>();
        final Path own = folder.resolve(name);
        try {
            for (int i = 0; i < SLOTS; i++) {
                servers.add(new SlotServer(0, 1, TimeUnit.MILLISECONDS.toNanos(5), true));
            }
            final Place place = new Place(Files.createDirectories(own), ports.free(), servers);
            Files.writeString(own.resolve("usher.cfg"), configuration(place, many));
            part.measure(place);
            return true;
        } catch (Exception e) {
            System.err.println("agent: '" + name + "': " + e);
            return false;
        } finally {
            AgentProcess.kill(own);
            for (final SlotServer server : servers) {
                close(server);
            }
        }
    }

    /** Starts that begin with no proxy, then some that find a proxy at work. */
    private void start(final Place place) throws IOException {
        final double[] cold = new double[STARTS];
        final double[] warm = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            try (AgentProcess agent = agent(place)) {
                cold[i] = agent.secondsToReady();
            }
        }
        AgentProcess agent = agent(place);
        for (int i = 0; i < STARTS; i++) {
            agent.endAlone();
            agent = agent(place);
            warm[i] = agent.secondsToReady();
        }
        agent.close();
        final String with = archive() ? ", class archive" : ", NO class archive";
        row("start to ready, the proxy's start included" + with + ", median of " + STARTS, "2 s", percentile(cold, 50) <= 2,
                "%.2f s (%.2f to %.2f)", percentile(cold, 50), percentile(cold, 0), percentile(cold, 100));
        row("start to ready where a proxy serves already" + with + ", median of " + STARTS, "2 s", percentile(warm, 50) <= 2,
                "%.2f s (%.2f to %.2f)", percentile(warm, 50), percentile(warm, 0), percentile(warm, 100));
    }

    private static boolean archive() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("agent/target"))) {
            return files.anyMatch(file -> file.toString().endsWith(".jsa"));
        }
    }

    private void idle(final Place place, final int servers) throws IOException {
        try (AgentProcess agent = agent(place)) {
            Pause.millis((long) (3000 * seconds)); // what a start leaves to do
            final double cpu = agent.cpuMillis();
            final long begin = System.nanoTime();
            Pause.millis((long) (6000 * seconds));
            final double percent = (agent.cpuMillis() - cpu) / ((System.nanoTime() - begin) / 1e6) * 100;
            final double resident = agent.residentMib();
            row("idle for %.0f s, %d servers: processor".formatted(6 * seconds, servers), "under 0.2 % of a core", percent < 0.2,
                    "%.2f %%", percent);
            row("idle for %.0f s, %d servers: resident".formatted(6 * seconds, servers), "under 160 MiB", resident < 160,
                    "%.0f MiB", resident);
        }
    }

    private void patch(final Place place) throws Exception {
        try (AgentProcess agent = agent(place)) {
            final AgentChanges changes = new AgentChanges(agent, MANY);
            changes.run(Math.min(5, seconds));
            final double cpu = agent.cpuMillis();
            final long begin = System.nanoTime();
            final double[] answers = changes.run(seconds);
            final double rate = answers.length / ((System.nanoTime() - begin) / 1e9);
            final double used = (agent.cpuMillis() - cpu) / answers.length;
            final int checked = changes.check();
            row("PATCH of a weight, " + MANY + " servers, " + AgentChanges.CLIENTS + " clients, each answer and the proxy's"
                    + " weight checked; at the end " + checked + " in `show stat` and `show servers state`", "100 a second",
                    rate >= 100, "%.0f a second", rate);
            row("– an answer: median / 99th percentile; agent's processor time for each", "", true, "%.1f / %.1f ms; %.1f ms",
                    percentile(answers, 50), percentile(answers, 99), used);
        }
    }

    private void status(final Place place) throws IOException {
        try (AgentProcess agent = agent(place); KeptConnection connection = new KeptConnection(agent.api)) {
            for (int i = 0; i < REQUESTS; i++) {
                connection.get("/v1/status");
            }
            final List<Double> millis = new ArrayList<>();
            KeptConnection.Answer last = null;
            final double cpu = agent.cpuMillis();
            final long end = System.nanoTime() + (long) (seconds * 1e9);
            while (millis.size() < REQUESTS || System.nanoTime() < end) {
                final long begin = System.nanoTime();
                last = connection.get("/v1/status");
                millis.add((System.nanoTime() - begin) / 1e6);
            }
            final double used = (agent.cpuMillis() - cpu) / millis.size();
            final JsonNode servers = JSON.readTree(last.body()).path("servers");
            if (servers.size() != MANY + SLOTS) {
                throw new IOException("status has " + servers.size() + " servers (expected: " + (MANY + SLOTS) + ")");
            }
            final double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
            row("GET /v1/status, " + servers.size() + " servers, " + all.length
                    + " requests one after the other: least / median / 99th percentile",
                    "20 ms", percentile(all, 50) <= 20, "%.1f / %.1f / %.1f ms", percentile(all, 0), percentile(all, 50),
                    percentile(all, 99));
            row("– agent's processor time for one; bytes of an answer", "", true, "%.1f ms; %d", used, last.wireBytes());
        }
    }

    private void events(final Place place) throws IOException {
        try (AgentProcess agent = agent(place)) {
            final List<List<AgentTraffic.Measured>> pairs = new AgentTraffic(agent, place.port(), place.servers(), MANY, seconds)
                    .pairs(PAIRS);
            final AgentTraffic.Measured one = pairs.get(1).get(0);
            traffic("answers a second of " + SLOTS + " one-slot servers (5 ms) while " + AgentTraffic.CHANGES_A_SECOND
                    + " server states a second change, median of " + PAIRS, "", pairs.get(0));
            traffic("the same with " + AgentTraffic.SUBSCRIBERS + " event subscribers, each got all " + one.changes()
                    + " changes (" + one.bytesEach() / 1024 + " KiB)", "as many", pairs.get(1));
            final double ratio = median(pairs.get(1), AgentTraffic.Measured::answersASecond)
                    / median(pairs.get(0), AgentTraffic.Measured::answersASecond);
            row("– with : without subscribers", "1.00, to 2 %", ratio >= 0.98, "%.3f", ratio);
            row("resident after all that", "", true, "%.0f MiB", agent.residentMib());
        }
    }

    private static void traffic(final String what, final String wanted, final List<AgentTraffic.Measured> all) {
        final double[] rates = all.stream().mapToDouble(AgentTraffic.Measured::answersASecond).toArray();
        row(what, wanted, true, "%.0f (%.0f to %.0f), 99th percentile %.1f ms, agent %.1f %% of a core", percentile(rates, 50),
                percentile(rates, 0), percentile(rates, 100), median(all, AgentTraffic.Measured::p99Millis),
                median(all, AgentTraffic.Measured::agentCpuPercent));
    }

    private AgentProcess agent(final Place place) throws IOException {
        return new AgentProcess(place.folder(), ports.free());
    }

    private static String configuration(final Place place, final int many) {
        final StringBuilder text = new StringBuilder("""
                global
                    stats socket %s mode 600 level admin
                defaults
                    mode http
                    timeout client 30s
                    timeout connect 5s
                    timeout server 30s
                    timeout queue 30s
                frontend f
                    bind 127.0.0.1:%d
                    default_backend b
                backend b
                """.formatted(place.folder().resolve("usher.sock"), place.port()));
        for (int i = 0; i < place.servers().size(); i++) {
            text.append("    server s").append(i).append(" 127.0.0.1:").append(place.servers().get(i).port())
                    .append(" maxconn 1\n");
        }
        text.append(many > 0 ? "backend many\n" : "");
        for (int i = 0; i < many; i++) {
            text.append("    server s").append(i).append(" 127.1.").append(i / 250).append('.').append(1 + i % 250)
                    .append(":9 maxconn 1\n");
        }
        return text.toString();
    }

    private static void close(final SlotServer server) {
        try {
            server.close();
        } catch (IOException e) {
            System.err.println("agent: a server does not close: " + e.getMessage());
        }
    }

    /** Ends what is left, by process id: each one's command line names this run's folder. */
    private void end() {
        AgentProcess.kill(folder);
        try {
            if (!keepFolder) {
                Endings.delete(folder);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e.getMessage());
        }
    }

    private static double median(final List<AgentTraffic.Measured> all, final ToDoubleFunction<AgentTraffic.Measured> of) {
        return percentile(all.stream().mapToDouble(of).toArray(), 50);
    }

    private static double percentile(final double[] values, final int percent) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static void row(final String what, final String wanted, final boolean met, final String format,
            final Object... values) {
        System.out.println("| " + what + " | " + wanted + " | " + String.format(Locale.ROOT, format, values) + " | "
                + (wanted.isEmpty() ? "" : met ? "yes" : "**no**") + " |");
    }
}
