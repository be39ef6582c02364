import io.usher.agent.demo.QueryReader;
import io.usher.agent.demo.SlotServer;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Puts HAProxy and Usher in turn through every event that has been seen to sell a seat twice, and prints what the servers
 * and the clients say about it as one table.
 *
 * <p>Run it after {@code mvn -DskipTests package}, from the top:
 * {@code java -cp "agent/target/*" proxy-core/bench/Exactness.java}, with {@code [--seconds 10] [--only WORDS,WORDS] [--ports 0]
 * [--folder DIR]} where wished.
 * Behind the proxy stand ten servers with one slot each, whose work cannot be interrupted and who refuse, and count, a query
 * too many. It needs haproxy to compare with. {@code --ports} is the first port to try (0: any); with {@code --folder}
 * configurations and what the programs said are kept there. Everything stays on loopback, is bounded by seconds, and is
 * ended by process id.
 */
public final class Exactness {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final Path USHER = ROOT.resolve("proxy-core/bin/usher-proxy");
    private static final int SERVERS = 10;
    private static final int CLIENTS = 64;
    /** Work on a query in most events, and in those that outlast a restart of the proxy; milliseconds. */
    private static final int WORK = 20;
    private static final int LONG_WORK = 1000;
    /** What runs before answers are counted for the throughput; refusals and failures count from the first query. */
    private static final int WARM_UP_MILLIS = 3000;

    private static final String CAPTION = """
            Ten servers with one slot each, work of %1$d ms that nothing interrupts, %3$d clients; where the proxy itself ends
            %2$d ms and half as many clients.
            *Refused*: queries that reached a busy server. *Peak*: the most queries at one server at a time. *Failed*: answers
            other than 200 + connections refused or broken without an answer, not counting requests that the client itself cut.
            *Answers/s*: 200s. Usher runs with `timeout hold %2$dms`, the longest query, where its only process is killed, and
            without `timeout hold` elsewhere.
            """.formatted(WORK, LONG_WORK, CLIENTS);

    private final Path folder;
    private final boolean keepFolder;
    private final int seconds;
    private final List<Process> started = new ArrayList<>();
    private int nextPort;

    private Exactness(final Path folder, final boolean keepFolder, final int seconds, final int firstPort) {
        this.folder = folder;
        this.keepFolder = keepFolder;
        this.seconds = seconds;
        this.nextPort = firstPort;
    }

    /** What happens while the load runs; called at each tick with its number, from 1. */
    private interface Disturbance {
        void act(Run run, int tick) throws Exception;
    }

    /** One row of the table: the servers, the configuration, the clients, and what disturbs them. */
    private static final class Event {
        private final String title;
        private String mode = "http";
        private String defaults = "";
        private String serverWords = "";
        private String usherOnly = "";
        private int slots = 1;
        private int workMillis = WORK;
        /** Work of every second server. */
        private int otherWorkMillis = WORK;
        private int clients = CLIENTS;
        private boolean twoBackends;
        private boolean checked;
        /** Share of requests whose client hangs up after up to cutMillis, if no answer has come by then. */
        private double cut;
        private int cutMillis;
        private boolean alwaysReset;
        private int everyMillis = 1000;
        private Disturbance disturbance = (run, tick) -> { };

        Event(final String title) {
            this.title = title;
        }

        Event defaults(final String lines) {
            defaults = lines;
            return this;
        }

        Event tcp() {
            mode = "tcp";
            return this;
        }

        Event slots(final int number) {
            slots = number;
            serverWords = " maxconn " + number;
            return this;
        }

        Event checked(final String options, final String words) {
            checked = true;
            defaults = options;
            serverWords = words;
            return this;
        }

        Event work(final int millis, final int otherMillis) {
            workMillis = millis;
            otherWorkMillis = otherMillis;
            return this;
        }

        Event longWork(final String usherLines) {
            usherOnly = usherLines;
            clients = CLIENTS / 2;
            return work(LONG_WORK, LONG_WORK);
        }

        Event twoBackends() {
            twoBackends = true;
            return this;
        }

        Event cut(final double share, final int withinMillis, final boolean reset) {
            cut = share;
            cutMillis = withinMillis;
            alwaysReset = reset;
            return this;
        }

        Event every(final int millis, final Disturbance what) {
            everyMillis = millis;
            disturbance = what;
            return this;
        }
    }

    private static final List<Event> EVENTS = List.of(
            new Event("steady load"),
            new Event("reload every 2 s, `-sf`").every(2000, (run, tick) -> run.reload()),
            new Event("clients hang up, `option abortonclose`").defaults("    option abortonclose\n").cut(0.5, 200, false),
            new Event("clients hang up, without `abortonclose`").cut(0.5, 200, false),
            new Event("`timeout server 50ms`, queries of 20 and 80 ms").defaults("    timeout server 50ms\n").work(20, 80),
            new Event("the same addresses in two backends").twoBackends(),
            new Event("`shutdown sessions server` every 200 ms").every(200, (run, tick) -> run.shutdownSessions()),
            new Event("a server dies and returns each second, `retries 3`, `option redispatch`")
                    .defaults("    retries 3\n    option redispatch\n").every(500, Run::dieOrReturn),
            new Event("`mode tcp`, clients reset").tcp().cut(0.5, 200, true),
            new Event("`option httpchk` every 100 ms").checked("    option httpchk GET /health\n", " check inter 100ms"),
            new Event("weight, state, `maxconn` set 50 times a second").every(20, (run, tick) -> run.change(tick, 1)),
            new Event("the same, servers with 3 slots").slots(3).every(20, (run, tick) -> run.change(tick, 3)),
            new Event("`kill -9` of the only process, restart, every 5 s").longWork("    timeout hold " + LONG_WORK + "ms\n")
                    .every(5000, (run, tick) -> run.killAndRestart()),
            new Event("reload, SIGTERM during the drain, every 5 s").longWork("")
                    .every(5000, (run, tick) -> run.reloadAndTerminate()));

    /** What one program did in one event. */
    private record Result(long refused, long checksWhileBusy, int peak, long notOk, long broken, long cut, double perSecond) {

        String cells() {
            return String.format(Locale.ROOT, " %s | %d | %d + %d%s | %.0f |", refused
                    + (checksWhileBusy > 0 ? " + " + checksWhileBusy + " checks" : ""), peak, notOk, broken,
                    cut > 0 ? " (" + cut + " cut)" : "", perSecond);
        }
    }

    public static void main(final String[] arguments) throws Exception {
        final Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        if (!Files.isExecutable(USHER)) {
            System.err.println(USHER + " is missing (expected: to run in the top folder of the project)");
            System.exit(2);
        }
        final String folder = options.get("--folder");
        final Exactness exactness = new Exactness(
                folder == null ? Files.createTempDirectory("usher-exact-")
                        : Files.createDirectories(Path.of(folder)).toAbsolutePath(),
                folder != null, Integer.parseInt(options.getOrDefault("--seconds", "10")),
                Integer.parseInt(options.getOrDefault("--ports", "0")));
        Runtime.getRuntime().addShutdownHook(new Thread(exactness::end));
        System.exit(exactness.run(options.getOrDefault("--only", "")) ? 0 : 1);
    }

    /** Runs every event on each program; returns whether no server behind Usher was asked for more than it can do. */
    private boolean run(final String only) throws Exception {
        final boolean compare = Files.isExecutable(HAPROXY);
        boolean exact = true;
        System.out.println(CAPTION);
        System.out.println("| event | HAProxy: refused | peak | failed | answers/s |"
                + " Usher: refused | peak | failed | answers/s |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < EVENTS.size(); i++) {
            final Event event = EVENTS.get(i);
            if (Stream.of(only.split(",")).anyMatch(event.title::contains)) {
                final String haproxy = compare ? measure("haproxy", event, i).cells() : " – | – | – | – |";
                final Result usher = measure("usher", event, i);
                System.out.println("| " + event.title + " |" + haproxy + usher.cells());
                exact &= usher.refused() == 0 && usher.checksWhileBusy() == 0 && usher.peak() <= event.slots;
            }
        }
        return exact;
    }

    private Result measure(final String program, final Event event, final int number) throws Exception {
        try (Run run = new Run(program, event, Files.createDirectories(folder.resolve(number + "-" + program)))) {
            return run.measure();
        }
    }

    /** One program in one event: its servers, its processes, its clients. Used by the main thread only. */
    private final class Run implements Closeable {

        private final boolean usher;
        private final Event event;
        private final Path place;
        private final Path configuration;
        private final List<SlotServer> servers = new ArrayList<>();
        private final List<SlotServer> retired = new ArrayList<>();
        private final List<Process> processes = new ArrayList<>();
        private final List<Clients> loads = new ArrayList<>();
        private final int[] ports = {freePort(), freePort()};
        private final SplittableRandom random = new SplittableRandom(1);

        Run(final String program, final Event event, final Path place) throws IOException {
            usher = program.equals("usher");
            this.event = event;
            this.place = place;
            configuration = place.resolve("proxy.cfg");
            for (int i = 0; i < SERVERS; i++) {
                servers.add(server(i, freePort()));
            }
            Files.writeString(configuration, configuration());
        }

        private SlotServer server(final int index, final int port) throws IOException {
            final int millis = index % 2 == 0 ? event.workMillis : event.otherWorkMillis;
            final SlotServer server = new SlotServer(port, event.slots, TimeUnit.MILLISECONDS.toNanos(millis), true);
            if (event.checked) {
                server.checkPath("/health");
            }
            return server;
        }

        private String configuration() {
            final StringBuilder text = new StringBuilder("global\n    maxconn 4000\n    log stdout format raw local0 notice\n");
            text.append("    stats socket ").append(place.resolve("sock")).append(" mode 600 level admin expose-fd listeners\n");
            if (usher) {
                text.append("    seat-journal ").append(place.resolve("seats")).append('\n');
            }
            text.append("defaults\n    log global\n    mode ").append(event.mode).append("""

                        balance roundrobin
                        timeout client 30s
                        timeout connect 5s
                        timeout server 30s
                        timeout queue 60s
                    """).append(event.defaults).append(usher ? event.usherOnly : "");
            final String slots = event.serverWords.contains("maxconn") ? "" : " maxconn 1";
            for (int i = 0; i < (event.twoBackends ? 2 : 1); i++) {
                final String suffix = i == 0 ? "" : String.valueOf(i + 1);
                text.append("frontend in").append(suffix).append("\n    bind 127.0.0.1:").append(ports[i])
                        .append("\n    default_backend out").append(suffix).append("\nbackend out").append(suffix).append('\n');
                for (int j = 0; j < SERVERS; j++) {
                    text.append("    server s").append(j + 1).append(" 127.0.0.1:").append(servers.get(j).port()).append(slots)
                            .append(event.serverWords).append('\n');
                }
            }
            return text.toString();
        }

        Result measure() throws Exception {
            start();
            awaitPort();
            for (int i = 0; i < (event.twoBackends ? 2 : 1); i++) {
                loads.add(new Clients(ports[i], event, event.twoBackends ? event.clients / 2 : event.clients));
            }
            pause(WARM_UP_MILLIS);
            final long before = sum(load -> load.ok);
            final long begin = System.nanoTime();
            final long end = begin + TimeUnit.SECONDS.toNanos(seconds);
            long next = begin;
            for (int tick = 1; next < end; tick++) {
                event.disturbance.act(this, tick);
                next = Math.max(next + TimeUnit.MILLISECONDS.toNanos(event.everyMillis), System.nanoTime());
                pauseUntil(Math.min(next, end));
            }
            final double perSecond = (sum(load -> load.ok) - before) * 1e9 / (System.nanoTime() - begin);
            loads.forEach(Clients::close);
            reportFailed();
            retired.addAll(servers);
            return new Result(retired.stream().mapToLong(SlotServer::refused).sum(),
                    retired.stream().mapToLong(SlotServer::checksWhileBusy).sum(),
                    retired.stream().mapToInt(SlotServer::peak).max().orElse(0), sum(load -> load.notOk),
                    sum(load -> load.broken), sum(load -> load.cut), perSecond);
        }

        private long sum(final Function<Clients, LongAdder> field) {
            return loads.stream().mapToLong(load -> field.apply(load).sum()).sum();
        }

        private void start(final String... words) throws IOException {
            final List<String> command = new ArrayList<>(List.of(usher ? USHER.toString() : HAPROXY.toString(), "-db", "-f",
                    configuration.toString()));
            command.addAll(List.of(words));
            final Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(place.resolve("output").toFile())).start();
            started.add(process);
            processes.add(process);
        }

        /** The newest process that lives: a reload may have been refused. */
        private Process last() {
            return processes.stream().filter(Process::isAlive).reduce((older, newer) -> newer)
                    .orElseGet(() -> processes.get(processes.size() - 1));
        }

        /** Says which processes ended by themselves with a failure; those that were sent a signal end with 0, 137 or 143. */
        private void reportFailed() {
            processes.stream().filter(process -> !process.isAlive() && !List.of(0, 137, 143).contains(process.exitValue()))
                    .forEach(process -> System.err.println((usher ? "usher" : "haproxy") + " (pid " + process.pid()
                            + ") ended with " + process.exitValue() + " in '" + event.title + "'"));
        }

        private void awaitPort() throws IOException {
            final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (System.nanoTime() < end && last().isAlive()) {
                try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), ports[0])) {
                    if (probe.getLocalPort() != ports[0]) {
                        return;
                    }
                    // Nobody listens: the kernel gave the probe that very port, and it met itself.
                } catch (IOException e) {
                    // It does not listen yet: what this loop is for. The deadline bounds it.
                    pause(20);
                }
            }
            throw new IOException("nothing listens on port " + ports[0] + ": " + Files.readString(place.resolve("output")));
        }

        /** The usual way of each: HAProxy takes the listeners over the old process's socket, Usher finds it by its pid. */
        void reload() throws IOException {
            final String old = String.valueOf(last().pid());
            start(usher ? new String[] {"-sf", old} : new String[] {"-x", place.resolve("sock").toString(), "-sf", old});
        }

        /** A reload, and when the new process serves, with long queries still in work, SIGTERM for the old one. */
        void reloadAndTerminate() throws Exception {
            final Process old = last();
            final long answers = answeredBy(old);
            reload();
            final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (answeredBy(old) == answers && old.isAlive() && System.nanoTime() < end) {
                pause(10);
            }
            pause(100);
            old.destroy();
        }

        /** Pid that answers on the stats socket, or that of the old one while none does. */
        private long answeredBy(final Process old) {
            try {
                return tell("show info").lines().filter(line -> line.startsWith("Pid:"))
                        .mapToLong(line -> Long.parseLong(line.substring(4).trim())).findAny().orElse(old.pid());
            } catch (IOException e) {
                // Between two processes nobody answers there: neither has taken over yet.
                return old.pid();
            }
        }

        void killAndRestart() throws Exception {
            last().destroyForcibly().waitFor();
            start();
        }

        void shutdownSessions() throws IOException {
            final StringBuilder commands = new StringBuilder();
            for (int i = 1; i <= SERVERS; i++) {
                commands.append(i == 1 ? "" : ";").append("shutdown sessions server out/s").append(i);
            }
            expectSilence(commands.toString());
        }

        /** One of weight, state and maxconn, at one server; no state leaves fewer than five servers. */
        void change(final int tick, final int mostSeats) throws IOException {
            final String server = "out/s" + (1 + random.nextInt(SERVERS));
            if (tick % 3 == 0) {
                expectSilence("set server " + server + " weight " + (1 + random.nextInt(256)));
            } else if (tick % 3 == 1) {
                final String half = "out/s" + (1 + random.nextInt(SERVERS / 2));
                expectSilence("set server " + half + " state " + List.of("ready", "drain", "maint").get(random.nextInt(3)));
            } else {
                expectSilence("set maxconn server " + server + " " + (1 + random.nextInt(mostSeats)));
            }
        }

        void dieOrReturn(final int tick) throws IOException {
            final int index = (tick - 1) / 2 % SERVERS;
            final SlotServer server = servers.get(index);
            if (tick % 2 == 1) {
                server.close();
            } else {
                retired.add(server);
                servers.set(index, server(index, server.port()));
            }
        }

        private void expectSilence(final String commands) throws IOException {
            final String answer = tell(commands).strip();
            if (!answer.isEmpty()) {
                throw new IOException("'" + commands + "' was answered '" + answer + "' (expected: nothing)");
            }
        }

        private String tell(final String commands) throws IOException {
            try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.connect(UnixDomainSocketAddress.of(place.resolve("sock")));
                socket.write(ByteBuffer.wrap((commands + "\n").getBytes(StandardCharsets.US_ASCII)));
                return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.US_ASCII);
            }
        }

        @Override
        public void close() throws IOException {
            loads.forEach(Clients::close);
            for (final Process process : processes) {
                process.destroy();
            }
            for (final Process process : processes) {
                try {
                    if (!process.waitFor(5, TimeUnit.SECONDS)) {
                        process.destroyForcibly().waitFor();
                    }
                } catch (InterruptedException e) {
                    process.destroyForcibly();
                    Thread.currentThread().interrupt();
                }
            }
            for (final SlotServer server : servers) {
                server.close();
            }
        }
    }

    /**
     * A closed load: each client sends its next request when it has the answer to the last, or has cut it itself.
     * In TCP each request has a connection of its own, else connections are kept.
     */
    private static final class Clients implements Closeable {

        private final InetSocketAddress proxy;
        private final Event event;
        private final byte[] request;
        private final List<Thread> threads = new ArrayList<>();
        private final LongAdder ok = new LongAdder();
        private final LongAdder notOk = new LongAdder();
        private final LongAdder broken = new LongAdder();
        private final LongAdder cut = new LongAdder();
        /** Written by the main thread, read by the clients before each request. */
        private volatile boolean ending;

        Clients(final int port, final Event event, final int number) {
            this.event = event;
            proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            request = ("GET /query HTTP/1.1\r\nHost: localhost\r\n" + (event.mode.equals("tcp") ? "Connection: close\r\n" : "")
                    + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < number; i++) {
                final SplittableRandom random = new SplittableRandom(port * 1000L + i);
                final Thread thread = new Thread(() -> run(random), "client-" + i);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        private void run(final SplittableRandom random) {
            boolean wasRefused = false;
            while (!ending) {
                boolean connected = false;
                try (Socket socket = new Socket()) {
                    socket.connect(proxy, 5000);
                    connected = true;
                    socket.setTcpNoDelay(true);
                    converse(socket, random);
                } catch (IOException e) {
                    if (connected || !wasRefused) {
                        broken.increment();
                    }
                }
                // While nothing listens a client knocks on, and has failed once.
                wasRefused = !connected;
                if (wasRefused) {
                    pause(20);
                }
            }
        }

        private void converse(final Socket socket, final SplittableRandom random) throws IOException {
            final InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
            boolean again = true;
            while (again && !ending) {
                final boolean mayCut = random.nextDouble() < event.cut;
                socket.setSoTimeout(mayCut ? 1 + random.nextInt(event.cutMillis) : 60_000);
                socket.getOutputStream().write(request);
                final QueryReader answer;
                try {
                    answer = QueryReader.read(in);
                } catch (SocketTimeoutException e) {
                    (mayCut ? cut : broken).increment();
                    socket.setSoLinger(event.alwaysReset || random.nextBoolean(), 0);
                    return;
                }
                if (answer == null) {
                    throw new IOException("closed without an answer");
                }
                (answer.status() == 200 ? ok : notOk).increment();
                again = answer.keepAlive();
            }
        }

        /** Lets each client finish the request it is at, and waits for that. */
        @Override
        public void close() {
            ending = true;
            for (final Thread thread : threads) {
                try {
                    thread.join(60_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private int freePort() throws IOException {
        for (; nextPort > 0; nextPort++) {
            try (ServerSocket probe = new ServerSocket(nextPort, 1, InetAddress.getLoopbackAddress())) {
                return nextPort++;
            } catch (BindException e) {
                continue; // Somebody has it.
            }
        }
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static void pause(final int millis) {
        pauseUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static void pauseUntil(final long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void end() {
        started.forEach(Process::destroyForcibly);
        if (keepFolder) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (final Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e.getMessage());
        }
    }
}
