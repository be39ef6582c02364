import io.usher.agent.demo.SlotServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Usher and HAProxy on the same loads, in turn, interleaved; prints medians and ratios as a table.
 *
 * <p>Run it after {@code mvn -DskipTests package}, from the top:
 * {@code java -cp "agent/target/*" proxy-core/bench/Bench.java [--seconds 8] [--rounds 3] [--warmup 6] [--only NAME]}.
 * It needs wrk and nginx (Debian packages wrk, nginx-light), and haproxy to compare with. Everything stays on loopback, is
 * bounded by seconds and rounds, and is ended by process id.
 */
public final class Bench {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final int CLIENTS = 64;

    private final Path folder;
    private final int seconds;
    private final int rounds;
    /** Seconds of load before each measurement: the just-in-time compilers need about two seconds of processor time. */
    private final int warmup;
    private final List<Process> started = new ArrayList<>();

    private Bench(final Path folder, final int seconds, final int rounds, final int warmup) {
        this.folder = folder;
        this.seconds = seconds;
        this.rounds = rounds;
        this.warmup = warmup;
    }

    /** One load: how the servers answer and how the clients ask. */
    private record Load(String name, String path, boolean close, int slotMicros) {
    }

    private static final List<Load> LOADS = List.of(
            new Load("small keep-alive requests", "/small", false, 0),
            new Load("connection per request", "/small", true, 0),
            new Load("1 MiB bodies", "/large", false, 0),
            new Load("ten one-slot servers, 1 ms", "/query", false, 1000),
            new Load("ten one-slot servers, 5 ms", "/query", false, 5000));

    /** What one run measured. */
    private record Result(double perSecond, double cpuMicros, double p50, double p99, double memoryMib, long notOk,
                          long refused) {
    }

    public static void main(final String[] arguments) throws Exception {
        final Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        for (final Path needed : List.of(Path.of("/usr/bin/wrk"), NGINX, ROOT.resolve("proxy-core/bin/usher-proxy"))) {
            if (!Files.isExecutable(needed)) {
                System.err.println(needed
                        + " is missing (expected: packages wrk and nginx-light, and the folder of the project)");
                System.exit(2);
            }
        }
        final Bench bench = new Bench(Files.createTempDirectory("usher-bench-"),
                Integer.parseInt(options.getOrDefault("--seconds", "8")), Integer.parseInt(options.getOrDefault("--rounds", "3")),
                Integer.parseInt(options.getOrDefault("--warmup", "6")));
        Runtime.getRuntime().addShutdownHook(new Thread(bench::end));
        bench.run(options.getOrDefault("--only", ""));
    }

    private void run(final String only) throws Exception {
        final boolean compare = Files.isExecutable(HAPROXY);
        final int files = startFiles();
        final List<String> programs = compare ? List.of("usher", "haproxy") : List.of("usher");
        System.out.println("| load | program | requests/s | CPU µs/request | p50 ms | p99 ms | memory MiB | not 200 | refused by"
                + " servers |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (final Load load : LOADS) {
            if (!load.name().contains(only)) {
                continue;
            }
            final Map<String, List<Result>> results = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (final String program : programs) {
                    results.computeIfAbsent(program, name -> new ArrayList<>()).add(measure(program, load, files));
                }
            }
            final Map<String, Result> medians = new LinkedHashMap<>();
            results.forEach((program, all) -> medians.put(program, median(all)));
            medians.forEach((program, result) -> print(load.name(), program, result));
            if (compare) {
                ratio(load.name(), medians.get("usher"), medians.get("haproxy"));
            }
        }
    }

    private Result measure(final String program, final Load load, final int files) throws Exception {
        final List<SlotServer> servers = new ArrayList<>();
        for (int i = 0; load.slotMicros() > 0 && i < 10; i++) {
            servers.add(new SlotServer(0, 1, TimeUnit.MICROSECONDS.toNanos(load.slotMicros()), true));
        }
        final int port = freePort();
        final Process proxy = startProxy(program, port, files, servers);
        try {
            wrk(port, load, warmup);
            final long cpu = cpuTicks(proxy.pid());
            final String output = wrk(port, load, seconds);
            final double requests = number(output, "(\\d+) requests in");
            final double cpuMicros = (cpuTicks(proxy.pid()) - cpu) * 10_000.0 / requests;
            return new Result(number(output, "Requests/sec:\\s+([0-9.]+)"), cpuMicros, latency(output, "50%"),
                    latency(output, "99%"), memory(proxy.pid()), (long) number(output, "Non-2xx or 3xx responses: (\\d+)"),
                    servers.stream().mapToLong(SlotServer::refused).sum());
        } finally {
            stop(proxy);
            for (final SlotServer server : servers) {
                server.close();
            }
        }
    }

    private Process startProxy(final String program, final int port, final int files, final List<SlotServer> servers)
            throws IOException {
        final StringBuilder text = new StringBuilder("""
                global
                    maxconn 4000
                defaults
                    mode http
                    balance roundrobin
                    timeout client 30s
                    timeout connect 5s
                    timeout server 30s
                    timeout queue 60s
                """);
        if (program.equals("usher")) {
            text.insert(text.indexOf("    maxconn"), "    seat-journal " + folder.resolve("seats-" + port) + "\n");
        }
        text.append("frontend in\n    bind 127.0.0.1:").append(port).append("\n    default_backend out\nbackend out\n");
        if (servers.isEmpty()) {
            text.append("    server files 127.0.0.1:").append(files).append('\n');
        }
        for (int i = 0; i < servers.size(); i++) {
            text.append("    server s").append(i + 1).append(" 127.0.0.1:").append(servers.get(i).port()).append(" maxconn 1\n");
        }
        final Path file = Files.writeString(folder.resolve(program + "-" + port + ".cfg"), text);
        final String binary = program.equals("usher") ? ROOT.resolve("proxy-core/bin/usher-proxy").toString()
                : HAPROXY.toString();
        final Process proxy = start(binary, "-db", "-f", file.toString());
        awaitPort(proxy, port);
        return proxy;
    }

    /** nginx with one worker serves a small and a large file: both programs get the same servers. */
    private int startFiles() throws IOException {
        final int port = freePort();
        Files.writeString(folder.resolve("small"), "0123456789\n");
        Files.write(folder.resolve("large"), new byte[1 << 20]);
        final Path file = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/nginx.log;
                events { worker_connections 4096; }
                http { access_log off; sendfile on; tcp_nodelay on; keepalive_requests 100000000; keepalive_timeout 300s;
                  client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u;
                  scgi_temp_path %1$s/s;
                  open_file_cache max=10; server { listen 127.0.0.1:%2$d backlog=4096; root %1$s; default_type text/plain; } }
                """.formatted(folder, port));
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        awaitPort(start(NGINX.toString(), "-c", file.toString()), port);
        return port;
    }

    private String wrk(final int port, final Load load, final int duration) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + CLIENTS, "-d" + duration + "s", "--latency"));
        if (load.close()) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        command.add("http://127.0.0.1:" + port + load.path());
        final Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(wrk.getInputStream().readAllBytes());
        wrk.waitFor();
        return output;
    }

    private Process start(final String... command) throws IOException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("programs.log").toFile())).start();
        started.add(process);
        return process;
    }

    private void awaitPort(final Process process, final int port) throws IOException {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        throw new IOException("nothing listens on port " + port + ": " + Files.readString(folder.resolve("programs.log")));
    }

    private void stop(final Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void end() {
        started.forEach(Process::destroy);
        try {
            Files.walkFileTree(folder, new Deletion());
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e.getMessage());
        }
    }

    /** Deletes all that it comes by; what is gone by then, because a program that ends takes it away itself, needs none. */
    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(final Path file, final IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(final Path directory, final IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    private static Result median(final List<Result> results) {
        return new Result(median(results, Result::perSecond), median(results, Result::cpuMicros), median(results, Result::p50),
                median(results, Result::p99), median(results, Result::memoryMib),
                results.stream().mapToLong(Result::notOk).sum(), results.stream().mapToLong(Result::refused).sum());
    }

    private static double median(final List<Result> results, final java.util.function.ToDoubleFunction<Result> field) {
        final double[] sorted = results.stream().mapToDouble(field).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void print(final String load, final String program, final Result result) {
        System.out.printf(Locale.ROOT, "| %s | %s | %.0f | %.1f | %.2f | %.2f | %.0f | %d | %d |%n", load, program,
                result.perSecond(), result.cpuMicros(), result.p50(), result.p99(), result.memoryMib(), result.notOk(),
                result.refused());
    }

    private static void ratio(final String load, final Result usher, final Result haproxy) {
        System.out.printf(Locale.ROOT, "| %s | **ratio** | **%.2f** | **%.2f** | %.2f | %.2f | %.1f | | |%n", load,
                usher.perSecond() / haproxy.perSecond(), usher.cpuMicros() / haproxy.cpuMicros(), usher.p50() / haproxy.p50(),
                usher.p99() / haproxy.p99(), usher.memoryMib() / haproxy.memoryMib());
    }

    /** User and system time in clock ticks of 10 ms (proc(5), stat fields 14 and 15). */
    private static long cpuTicks(final long pid) throws IOException {
        final String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static double memory(final long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:")).mapToDouble(line -> number(line, "(\\d+) kB") / 1024).findAny()
                .orElse(0);
    }

    private static double number(final String text, final String pattern) {
        final Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    private static double latency(final String output, final String percentile) {
        final Matcher matcher = Pattern.compile("\\s" + percentile + "\\s+([0-9.]+)(us|ms|s)").matcher(output);
        if (!matcher.find()) {
            return 0;
        }
        final double value = Double.parseDouble(matcher.group(1));
        return matcher.group(2).equals("us") ? value / 1000 : matcher.group(2).equals("s") ? value * 1000 : value;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
