package io.usher.proxy.exactness;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One test's proxy: its folder, ports and configuration, and the processes, which {@link #close} kills. */
public final class ProxySite implements AutoCloseable {
    private static final Pattern PREDECESSOR_QUEUE = Pattern.compile("\"predecessor\":\\{[^}]*\"queued\":(\\d+)");

    private static final int LOWEST_PORT = 10_000;
    private static final int PORTS = 22_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private final Path folder;
    private final List<ProxyProcess> started = new ArrayList<>();
    private final int port = freePort();

    /** @param folder a folder of its own for the configuration, the sockets, the journals and what the processes say */
    public ProxySite(final Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /**
     * {@return a port that nobody listens on now} Below those that the kernel gives to connections (ip_local_port_range): none
     * of these can take it meanwhile.
     */
    public static int freePort() throws IOException {
        for (int i = 0; i < PORTS; i++) {
            final int next = LOWEST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket free = new ServerSocket(next, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (final BindException e) {
                continue; // somebody else's
            }
        }
        throw new BindException("no free port from " + LOWEST_PORT + " on");
    }

    /** {@return the port for the frontend that the test binds} */
    public int port() {
        return port;
    }

    public Path socket() {
        return folder.resolve("stats.sock");
    }

    public Path file() {
        return folder.resolve("proxy.cfg");
    }

    /** Where the journals of seats are. */
    public Path journals() {
        return folder.resolve("seats");
    }

    /**
     * Writes the configuration: a usual global section and generous defaults, before these lines of its own. Lines of defaults
     * come first, up to the first section.
     */
    public ProxySite configure(final String lines) throws IOException {
        return configureWith("", lines);
    }

    /** The same with more lines of the global section. */
    public ProxySite configureWith(final String global, final String lines) throws IOException {
        Files.writeString(file(), """
            global
                log stdout format raw local0 info
                stats socket %s level admin
                seat-journal %s
            %sdefaults
                log global
                mode http
                timeout connect 5s
                timeout client 60s
                timeout server 60s
                timeout queue 60s
            %s""".formatted(socket(), journals(), global, lines));
        return this;
    }

    /** {@return a frontend on {@link #port} with that default backend} */
    public String frontend(final String backend) {
        return "frontend f\n    bind 127.0.0.1:" + port + "\n    maxconn 6000\n    default_backend " + backend + "\n";
    }

    /** Starts a process on the configuration as it is now, and does not wait. */
    public ProxyProcess start(final String... more) throws IOException {
        return startWith(List.of(), List.of(), more);
    }

    /** The same with a command that becomes the process, and with options for java. */
    public ProxyProcess startWith(final List<String> wrapper, final List<String> options, final String... more)
            throws IOException {
        final List<String> arguments = new ArrayList<>(List.of("-f", file().toString()));
        arguments.addAll(List.of(more));
        final ProxyProcess p = ProxyProcess.start(folder, wrapper, options, arguments);
        started.add(p);
        return p;
    }

    /** Starts one by the launcher, with more environment variables, and waits until it is the active generation. */
    public ProxyProcess launch(final Map<String, String> environment, final String... more)
            throws IOException, InterruptedException {
        final List<String> arguments = new ArrayList<>(List.of("-f", file().toString()));
        arguments.addAll(List.of(more));
        final ProxyProcess p = ProxyProcess.launch(folder, environment, arguments);
        started.add(p);
        p.until("the launched generation is active", () -> active(p));
        return p;
    }

    /** Starts a process that has no predecessor, and waits until it serves. */
    public ProxyProcess first() throws IOException, InterruptedException {
        final ProxyProcess p = start();
        p.until("the first generation is active", () -> active(p));
        return p;
    }

    /** Starts the next generation and waits until it is active; the old one may still be finishing. */
    public ProxyProcess handOver(final ProxyProcess old) throws IOException, InterruptedException {
        final ProxyProcess next = start("-sf", Long.toString(old.pid()));
        next.until("the next generation is active", () -> active(next));
        return next;
    }

    /** The same, and waits until the old generation is drained. */
    public ProxyProcess reload(final ProxyProcess old) throws IOException, InterruptedException {
        final ProxyProcess next = handOver(old);
        next.until("the old generation is drained", () -> sole(next));
        return next;
    }

    /** {@return whether that process answers, as the active generation} The report begins with its own state. */
    public boolean active(final ProxyProcess p) {
        return report(p, "(true|false)");
    }

    /** {@return whether it is active, and its predecessors are drained or gone} */
    public boolean sole(final ProxyProcess p) {
        return report(p, "true");
    }

    private boolean report(final ProxyProcess p, final String drained) {
        return ask("show generation").matches("(?s)\\{\"number\":\\d+,\"state\":\"active\",\"drained\":" + drained + ",\"pid\":"
            + p.pid() + ",.*");
    }

    /** {@return the answer on the stats socket; empty if nobody answers} */
    public String ask(final String command) {
        return ProxyProcess.ask(socket(), command);
    }

    /** {@return the fields of {@code show stat} for one line, by name; empty if there is no such line} */
    public Map<String, String> stat(final String proxy, final String server) {
        final List<String> lines = ask("show stat").lines().toList();
        final Map<String, String> fields = new HashMap<>();
        for (final String line : lines) {
            if (line.startsWith(proxy + "," + server + ",")) {
                final String[] names = lines.get(0).replaceFirst("^# ", "").split(",");
                final String[] values = line.split(",", -1);
                for (int i = 0; i < names.length; i++) {
                    fields.put(names[i], values[i]);
                }
            }
        }
        return fields;
    }

    /** {@return a number of that line; -1 if there is none} */
    public long stat(final String proxy, final String server, final String field) {
        final String value = stat(proxy, server).getOrDefault(field, "");
        return value.isEmpty() ? -1 : Long.parseLong(value);
    }

    /** {@return how many requests wait for a seat in that backend, at its servers included, in this generation} */
    public long queued(final String backend) {
        return stat(backend, "BACKEND", "qcur");
    }

    /** {@return how many requests wait for a seat in the generation before this one; 0 if there is none} */
    public long queuedInPredecessor() {
        final Matcher m = PREDECESSOR_QUEUE.matcher(ask("show generation"));
        return m.find() ? Long.parseLong(m.group(1)) : 0;
    }

    /** {@return how many seats are in that state, over all generations, as {@code show seats} names it} */
    public long seats(final String state) {
        return ask("show seats").split("\"state\":\"" + state + "\"", -1).length - 1;
    }

    /** {@return what all processes have said so far, the oldest first} */
    public String outputs() throws IOException {
        final StringBuilder all = new StringBuilder();
        for (final ProxyProcess p : started) {
            all.append(p.output());
        }
        return all.toString();
    }

    /** Waits until something is so; if not, says what the processes said. */
    public void await(final String what, final BooleanSupplier so) throws IOException, InterruptedException {
        try {
            ProxyProcess.await(what, so);
        } catch (final AssertionError e) {
            final String all = outputs();
            throw new AssertionError(e.getMessage() + "; " + ask("show generation") + ask("show seats")
                + all.substring(Math.max(0, all.length() - 4000)), e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        started.forEach(ProxyProcess::kill);
        for (final ProxyProcess p : started) {
            p.exitStatus();
        }
    }
}
