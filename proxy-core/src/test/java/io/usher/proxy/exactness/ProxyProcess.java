package io.usher.proxy.exactness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A real usher-proxy of this build, started as a process. */
public final class ProxyProcess {
    public static final long LIMIT_SECONDS = 60;

    private final Process process;
    private final Path output;

    private ProxyProcess(final Process process, final Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts one with these arguments, in that folder. */
    public static ProxyProcess start(final Path folder, final String... arguments) throws IOException {
        return start(folder, List.of(), List.of(), List.of(arguments));
    }

    /**
     * Starts one in that folder.
     *
     * @param wrapper a command that becomes the process, as in {@code prlimit --nofile=50}; empty = none
     * @param options for java
     */
    public static ProxyProcess start(final Path folder, final List<String> wrapper, final List<String> options,
                                     final List<String> arguments) throws IOException {
        final List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx128m"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), "io.usher.proxy.launch.Main"));
        command.addAll(arguments);
        return begin(folder, command, Map.of());
    }

    /** Starts one by the launcher with the built jars, as a user does, in that folder, with more environment variables. */
    public static ProxyProcess launch(final Path folder, final Map<String, String> environment, final List<String> arguments)
            throws IOException {
        final List<String> command = new ArrayList<>(List.of(Path.of("bin/usher-proxy").toAbsolutePath().toString()));
        command.addAll(arguments);
        final Map<String, String> all = new HashMap<>(environment);
        all.put("JAVA_HOME", System.getProperty("java.home"));
        return begin(folder, command, all);
    }

    private static ProxyProcess begin(final Path folder, final List<String> command, final Map<String, String> environment)
            throws IOException {
        final Path output = Files.createTempFile(folder, "output", ".log");
        final ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
            .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new ProxyProcess(builder.start(), output);
    }

    /** The process has another working folder than this one. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":")).map(e -> Path.of(e).toAbsolutePath().toString())
            .collect(Collectors.joining(":"));
    }

    /** {@return what it has written so far, to both outputs} */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** {@return whether it has written that} */
    public boolean said(final String text) {
        try {
            return output().contains(text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** {@return whether it stands still, as after SIGSTOP} */
    public boolean stopped() {
        try {
            return Files.readString(Path.of("/proc/" + pid() + "/stat")).contains(") T ");
        } catch (final IOException e) {
            return false; // Gone, as its caller will find out.
        }
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Sends a signal by its name without SIG, as in {@code USR1}. */
    public void signal(final String name) throws IOException, InterruptedException {
        final int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("signal " + name + " cannot be sent to process " + pid());
        }
    }

    /** Waits for its end. */
    public int exitStatus() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " has not ended within " + LIMIT_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** {@return the answer of a stats socket; empty if nobody answers} */
    public static String ask(final Path socket, final String command) {
        try (SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            c.connect(UnixDomainSocketAddress.of(socket));
            c.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(c).readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            return "";
        }
    }

    /** Waits until something is so; says what this process said if it is not. */
    public void until(final String what, final BooleanSupplier so) throws InterruptedException, IOException {
        final boolean[] found = new boolean[1]; // What was so need not be so when it is asked again.
        try {
            await(what, () -> {
                found[0] = so.getAsBoolean();
                return found[0] || !process.isAlive();
            });
        } catch (final AssertionError e) {
            throw new AssertionError(e.getMessage() + "; its output and its threads: " + withThreads(), e);
        }
        if (!found[0] && !so.getAsBoolean()) {
            throw new AssertionError(what + ": it ended with status " + process.exitValue() + "; its output: " + output());
        }
    }

    /** {@return its output, behind which Java lists its threads if it still can} */
    private String withThreads() throws IOException, InterruptedException {
        signal("QUIT");
        await("the list of threads", () -> {
            try {
                return !process.isAlive() || output().contains("JNI global ref");
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return output();
    }

    /** Waits until something is so. */
    public static void await(final String what, final BooleanSupplier so) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + ": not within " + LIMIT_SECONDS + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
