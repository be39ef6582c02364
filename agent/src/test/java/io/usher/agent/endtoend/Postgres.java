package io.usher.agent.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL 15 of its own, Debian's programs on a folder and a loopback port that are gone with it. It refuses to run as root,
 * so root runs it as {@code nobody}.
 */
final class Postgres implements AutoCloseable {

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final String USER = "usher";
    private static final int TRIES = 3;

    private final Path folder;
    private final boolean root;
    private int port;
    private Process server;

    Postgres() throws IOException, InterruptedException, SQLException {
        if (!Files.isExecutable(PROGRAMS.resolve("postgres"))) {
            throw new IllegalStateException(PROGRAMS + "/postgres is missing (expected: Debian's package postgresql-15)");
        }
        folder = Files.createTempDirectory("usher-pg-");
        root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        if (root) {
            final UserPrincipal nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.setOwner(folder, nobody);
        }
        final Process made = start("initdb", "-D", data(), "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C",
                "--no-sync");
        if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
            made.destroyForcibly();
            throw new IllegalStateException("initdb failed:\n" + said());
        }
        for (int i = 1; server == null || !server.isAlive(); i++) {
            port = Stage.freePort(); // somebody else may be quicker to take it
            server = start("postgres", "-D", data(), "-p", String.valueOf(port), "-c", "listen_addresses=127.0.0.1", "-c",
                    "unix_socket_directories=" + folder, "-c", "fsync=off", "-c", "log_timezone=UTC");
            try {
                Await.until("PostgreSQL answers", 30, () -> !server.isAlive() || answers(), this::said);
            } catch (AssertionError e) {
                close();
                throw e;
            }
            if (i == TRIES && !server.isAlive()) {
                throw new IllegalStateException("PostgreSQL does not start:\n" + said());
            }
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private Process start(final String program, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile())).start();
    }

    private boolean answers() throws SQLException {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    String user() {
        return USER;
    }

    Connection connect() throws SQLException {
        final Properties properties = new Properties();
        properties.setProperty("user", USER);
        return DriverManager.getConnection(url(), properties);
    }

    String said() {
        try {
            return "--- PostgreSQL\n" + Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** At once and whole: its other processes end with it. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (server != null && server.isAlive()) {
            new ProcessBuilder("kill", "-QUIT", String.valueOf(server.pid())).inheritIO().start().waitFor();
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        }
        try (var files = Files.walk(folder)) {
            for (final Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
