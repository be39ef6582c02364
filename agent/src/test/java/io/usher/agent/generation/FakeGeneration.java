package io.usher.agent.generation;

import io.usher.agent.proxy.FakeProxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.TreeMap;

/** A proxy process made up by a test, behind a real stats socket. Guarded by itself. */
public final class FakeGeneration implements LaunchedProcess {
    private static final String SEAT =
            "{\"id\":\"1.1\",\"generation\":1,\"backend\":\"b\",\"server\":\"s\",\"state\":\"in-work\",\"ageMillis\":5},";
    private final int number;
    private final long pid;
    private final List<String> command;
    private final FakeProxy proxy;
    private final List<Runnable> mourners = new ArrayList<>();
    private final Map<String, String> values = new TreeMap<>();
    private final int configuredWeight;
    private String state = "active";
    private int seats;
    private int regained;
    private String algorithm = "roundrobin";
    private String weightRefusal = "";
    private OptionalInt exit = OptionalInt.empty();
    /** Why it cannot be active again; null = it can. */
    private volatile String refusal;

    /** One server, {@code b/s}, with {@code maxconn 1}. */
    FakeGeneration(final int number, final long pid, final List<String> command, final Path socket, final int configuredWeight)
            throws IOException {
        this.number = number;
        this.pid = pid;
        this.command = command;
        this.configuredWeight = configuredWeight;
        values.putAll(Map.of("state", "ready", "weight", Integer.toString(configuredWeight), "maxconn", "1"));
        proxy = new FakeProxy(socket);
        proxy.answer("show generation", c -> report()).answer("wait drained", c -> waitDrained())
                .answer("show servers state", c -> serversState()).answer("show stat", c -> stat())
                .answer("set server b/s", this::set).answer("set maxconn server b/s", c -> set("maxconn", c.split(" ")[4]))
                .answer("resume", c -> {
                    if (refusal == null) {
                        regain();
                    }
                    return refusal == null ? report() : refusal + "\n";
                })
                .answer("finish", c -> {
                    die(0);
                    return "\n";
                });
    }

    private synchronized String report() {
        return "{\"number\":" + number + ",\"state\":\"" + state + "\",\"drained\":" + drained()
                + ",\"version\":\"9\",\"queued\":" + 0 + ",\"connections\":" + seats + ",\"tunnels\":0,\"seats\":["
                + SEAT.repeat(seats)
                        .replaceAll(",$", "") + "],\"seatEvents\":{\"rolled-back\":" + regained + "}}\n";
    }

    private boolean drained() {
        return !state.equals("finishing");
    }

    private synchronized String waitDrained() {
        while (!drained() && exit.isEmpty()) {
            try {
                wait(20_000);
            } catch (final InterruptedException e) {
                return "";
            }
        }
        return report();
    }

    private synchronized String serversState() {
        final int bits = values.get("state").equals("maint") ? 1 : values.get("state").equals("drain") ? 8 : 0;
        return "1\n# be_id be_name srv_id srv_name srv_addr srv_admin_state srv_uweight srv_iweight srv_port\n2 b 1 s 127.0.0.1 "
                + bits + " " + values.get("weight") + " " + configuredWeight + " 9001\n\n";
    }

    private synchronized String stat() {
        return "# pxname,svname,qcur,scur,slim,stot,status,act,bck,type,check_status,algo,\nb,s,0,0,"
                + values.get("maxconn") + ",0,UP,1,0,2,L4OK,,\nb,BACKEND,0,0,10,0,UP,1,0,1,," + algorithm + ",\n\n";
    }

    private synchronized String set(final String line) {
        final String[] words = line.split(" ");
        if (words[3].equals("weight") && !weightRefusal.isEmpty()) {
            return weightRefusal + "\n";
        }
        return set(words[3], words[4]);
    }

    /** As somebody else would on the socket. */
    public synchronized String set(final String field, final String value) {
        values.put(field, value);
        return "\n";
    }

    public synchronized String get(final String field) {
        return values.get(field);
    }

    /** What it says that its backend is balanced by; and what it then says to a weight, empty = it takes it. */
    public synchronized void balances(final String by, final String refusal) {
        algorithm = by;
        weightRefusal = refusal;
    }

    synchronized Map<String, String> values() {
        return Map.copyOf(values);
    }

    synchronized void inherit(final Map<String, String> runtime) {
        values.putAll(runtime);
    }

    /** What it says when it is asked to be active again. */
    public void refusesToResume(final String why) {
        refusal = why;
    }

    /** How many requests it holds; with any it does not come to be drained. */
    public synchronized void hold(final int requests) {
        seats = requests;
    }

    synchronized void succeeded() {
        state = seats > 0 ? "finishing" : "drained";
    }

    /** The last request is answered. */
    public synchronized void drain() {
        seats = 0;
        state = "drained";
        notifyAll();
    }

    /** Takes connections again. */
    public synchronized void regain() {
        state = "active";
        notifyAll();
    }

    /** A successor got as far as to take over, and died. */
    public synchronized void regainAfterSuccessor() {
        regained++;
    }

    /** Its socket stops answering, its process goes on. */
    public void beSilent() {
        proxy.answer("show", FakeProxy.SILENCE).answer("show generation", FakeProxy.SILENCE)
                .answer("show servers state", FakeProxy.SILENCE).answer("show stat", FakeProxy.SILENCE);
    }

    /** From now on every command that starts so gets this answer, and does nothing. */
    public void answer(final String start, final String answer) {
        proxy.answer(start, answer);
    }

    /** The same with an answer that is made up when it is asked for. */
    public void answer(final String start, final Function<String, String> answer) {
        proxy.answer(start, answer);
    }

    /** Ends it. */
    public void die(final int code) {
        final List<Runnable> told;
        synchronized (this) {
            if (exit.isPresent()) {
                return;
            }
            exit = OptionalInt.of(code);
            notifyAll();
            told = List.copyOf(mourners);
        }
        try {
            proxy.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        told.forEach(Runnable::run);
    }

    public List<String> command() {
        return command;
    }

    public List<String> asked() {
        return proxy.commands();
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public synchronized boolean alive() {
        return exit.isEmpty();
    }

    @Override
    public synchronized OptionalInt exitCode() {
        return exit;
    }

    @Override
    public void terminate() {
        die(128 + 15);
    }

    @Override
    public void kill() {
        die(128 + 9);
    }

    @Override
    public boolean waitFor(final Duration atMost) {
        return !alive();
    }

    @Override
    public void whenGone(final Runnable task) {
        synchronized (this) {
            if (exit.isEmpty()) {
                mourners.add(task);
                return;
            }
        }
        task.run();
    }
}
