package io.usher.agent.generation;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.proxy.PeerCheck;
import io.usher.agent.store.Database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A machine made up by a test: programs that start are {@link FakeGeneration}s, time and conductor are the test's. */
public final class FakeWorld implements ProcessLauncher, AutoCloseable {
    private static final Pattern SOCKET = Pattern.compile("stats socket (\\S+)");
    private static final Pattern WEIGHT = Pattern.compile("weight (\\d+)");
    public final ManualConductor conductor = new ManualConductor();
    public final Database database;
    public final Snapshots snapshots;
    public final ConfigurationFiles files;
    public final Path file;
    public final GenerationRecords records;
    public final Supervisor supervisor;
    public final ProxyProgram program;
    public final Generations generations;
    private final List<FakeGeneration> started = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private Optional<String> wrongConfiguration = Optional.empty();
    private Optional<String> startFailure = Optional.empty();
    private Runnable onStart = () -> { };

    public FakeWorld(final Path folder) throws Exception {
        this(folder, kind -> kind);
    }

    /** With another kind of proxy, made of the usual one. */
    FakeWorld(final Path folder, final UnaryOperator<ProxyKind> kind) throws Exception {
        file = folder.resolve("proxy.cfg");
        configure(1);
        final Path run = Files.createDirectory(folder.resolve("r"));
        database = Database.open(folder);
        snapshots = new Snapshots(folder.resolve("configurations"));
        files = new ConfigurationFiles(List.of(file), folder, Map.of());
        records = new GenerationRecords(database);
        final RunFolder runFolder = new RunFolder(run, folder);
        final PeerCheck peers = new PeerCheck(((Number) Files.getAttribute(folder, "unix:uid")).longValue());
        program = new ProxyProgram(Path.of("/proxy"), kind.apply(new UsherKind("usher-proxy", runFolder, peers)), runFolder, this,
                clock(), Duration.ofSeconds(20));
        supervisor = new Supervisor(program, runFolder, records, conductor, clock());
        generations = new Generations(supervisor, records, clock());
    }

    public InstantSource clock() {
        return () -> now;
    }

    public void advance(final Duration time) {
        now = now.plus(time);
        conductor.advance(time);
    }

    /** Writes the user's file, with this weight for the one server. */
    public void configure(final int weight) throws IOException {
        Files.writeString(file, "backend b\n    server s 127.0.0.1:9001 maxconn 1 weight " + weight + "\n");
    }

    /** What {@code -c} says from now on; empty = valid. */
    public void checkSays(final Optional<String> message) {
        wrongConfiguration = message;
    }

    /** What every start says before it dies from now on; empty = starts work. */
    public void startSays(final Optional<String> message) {
        startFailure = message;
    }

    /** What happens meanwhile, where a start fails. */
    public void onStart(final Runnable task) {
        onStart = task;
    }

    public List<FakeGeneration> started() {
        return List.copyOf(started);
    }

    /** Starts a generation, and hands over to it, with what the user's file says now. */
    public FakeGeneration start() throws Exception {
        supervisor.start(snapshots.take(files), before -> { });
        return latest();
    }

    public FakeGeneration latest() {
        return started.get(started.size() - 1);
    }

    @Override
    public LaunchedProcess start(final List<String> command, final Path output) throws IOException {
        if (command.contains("-c")) {
            return over(wrongConfiguration, output);
        }
        if (startFailure.isPresent()) {
            onStart.run();
            return over(startFailure, output);
        }
        final int last = command.lastIndexOf("-f") + 1;
        final Matcher socket = find(SOCKET, Files.readString(Path.of(command.get(last))));
        final Matcher weight = find(WEIGHT, Files.readString(Path.of(command.get(command.indexOf("-f") + 1))));
        final int number = started.size() + 1;
        final FakeGeneration generation =
                new FakeGeneration(number, 1000 + number, command, Path.of(socket.group(1)), Integer.parseInt(weight.group(1)));
        if (command.contains("-sf")) {
            final long pid = Long.parseLong(command.get(command.indexOf("-sf") + 1));
            started.stream().filter(g -> g.pid() == pid).forEach(FakeGeneration::succeeded);
        }
        started.add(generation);
        return generation;
    }

    private static Matcher find(final Pattern pattern, final String text) {
        final Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError(pattern + " is not in: " + text);
        }
        return matcher;
    }

    private static LaunchedProcess over(final Optional<String> message, final Path output) throws IOException {
        Files.writeString(output, message.orElse("Configuration file is valid"));
        return new LaunchedProcess() {
            @Override
            public long pid() {
                return 999;
            }

            @Override
            public boolean alive() {
                return false;
            }

            @Override
            public OptionalInt exitCode() {
                return OptionalInt.of(message.isPresent() ? 1 : 0);
            }

            @Override
            public void terminate() {
                // over
            }

            @Override
            public void kill() {
                // over
            }

            @Override
            public boolean waitFor(final Duration atMost) {
                return true;
            }

            @Override
            public void whenGone(final Runnable task) {
                task.run();
            }
        };
    }

    @Override
    public void close() {
        started.forEach(generation -> generation.die(0));
        database.close();
    }
}
