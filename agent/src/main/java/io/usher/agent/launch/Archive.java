package io.usher.agent.launch;

import io.usher.agent.rest.RestServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The training run for a class-data archive ({@code USHER_ARCHIVE=create usher-agent}), which {@code usher} uses too: loads every
 * class of this program, is an agent that runs a proxy, is asked what people ask, and ends both; the JVM then writes what it has
 * loaded. It opens no address but unix sockets in a folder of its own.
 */
public final class Archive {
    private static final String PACKAGES = "io/usher/";
    private static final String CLASS = ".class";
    private static final long LIMIT_SECONDS = 60;
    private static final List<List<String>> QUESTIONS = List.of(List.of("status"), List.of("status", "--json"),
            List.of("servers"), List.of("weight", "b/s", "2"), List.of("drain", "b/s"), List.of("enable", "b/s"),
            List.of("reloads"), List.of("schedule", "list"), List.of("token", "list"), List.of("audit"),
            List.of("drain", "b/nobody"), List.of("servers", "--help"), List.of("reload", "--when", "drained"),
            List.of("stop", "--now"));

    private Archive() {
    }

    /** Runs it, and ends the process; exit status 1 if a step does not come. */
    public static void main(final String[] arguments)
            throws IOException, LaunchException, ClassNotFoundException, InterruptedException, ExecutionException,
            TimeoutException {
        final String jar = System.getProperty("java.class.path").split(File.pathSeparator)[0];
        for (final String name : classes(jar)) {
            Class.forName(name, false, Archive.class.getClassLoader());
        }
        final Path folder = Files.createTempDirectory("usher");
        try {
            live(folder);
        } finally {
            clear(folder);
        }
        System.exit(ExitCode.OK);
    }

    private static void live(final Path folder) throws IOException, LaunchException, InterruptedException, ExecutionException,
            TimeoutException {
        final Path configuration = Files.writeString(folder.resolve("training.cfg"), """
                global
                    stats socket %1$s/s mode 600 level admin
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 5s
                    timeout server 5s
                frontend f
                    bind unix@%1$s/f
                    default_backend b
                backend b
                    server s unix@%1$s/none maxconn 1
                """.formatted(folder));
        final String socket = "unix:" + folder.resolve("api");
        final AgentCommandLine options = new AgentCommandLine();
        new CommandLine(options).parseArgs("-f", configuration.toString(), "--listen", socket, "--listen", "127.0.0.1:0",
                "--run-dir", folder.resolve("run").toString(), "--data-dir", folder.resolve("data").toString());
        final Map<String, String> environment = System.getenv();
        final long uid = ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
        final AgentSettings settings =
                options.settings(environment, uid, Optional.ofNullable(System.getProperty(Main.PROXY_PROPERTY)).map(Path::of));
        try (Agent agent = Agent.start(settings, uid, environment, RestServer::open)) {
            final String tcp = "http://" + agent.listensOn().substring(agent.listensOn().lastIndexOf(' ') + 1);
            for (final List<String> question : QUESTIONS) {
                ask(question, tcp);
            }
            agent.stopped().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void ask(final List<String> question, final String agent) {
        final PrintStream out = System.out;
        final PrintStream error = System.err;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(System.out);
        try {
            final List<String> words = new ArrayList<>(question);
            words.addAll(List.of("--server", agent));
            io.usher.agent.cli.Main.run(words.toArray(String[]::new)); // whatever it says: it is asked for what it loads
        } finally {
            System.setOut(out);
            System.setErr(error);
        }
    }

    private static List<String> classes(final String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return file.stream().map(JarEntry::getName).filter(name -> name.startsWith(PACKAGES) && name.endsWith(CLASS))
                    .filter(name -> !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.')).toList();
        }
    }

    private static void clear(final Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
