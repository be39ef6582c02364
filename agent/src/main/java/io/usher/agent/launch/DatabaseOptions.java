package io.usher.agent.launch;

import io.usher.agent.store.DatabaseLocation;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import picocli.CommandLine.Option;

/** The options that say where the database is; local commands on it take the same ones. */
final class DatabaseOptions {

    @Option(names = "--config", paramLabel = "FILE", description = "The same settings in YAML, by the names of the options"
            + " without '--'; 'files' for -f.")
    private Path config;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Database, snapshots, journals of seats (default:"
            + " /var/lib/usher for root, else $XDG_STATE_HOME/usher-agent).")
    private Path dataDirectory;

    @Option(names = "--database", paramLabel = "URL", description = "A PostgreSQL, jdbc:postgresql://HOST/NAME, that several"
            + " agents may share (default: a file in the data directory).")
    private String url;

    @Option(names = "--database-user", paramLabel = "NAME", description = "As whom (default: as the URL says).")
    private String user;

    @Option(names = "--database-password-file", paramLabel = "FILE", description = "Holds the password in its first line"
            + " (default: as ~/.pgpass says).")
    private Path passwordFile;

    @Option(names = "--node", paramLabel = "NAME", description = "This agent's name among those that share a database (default:"
            + " the host's name).")
    private String node;

    /** The file of {@code --config}, or nothing. */
    SettingsFile file() throws LaunchException {
        return config == null ? SettingsFile.NONE : SettingsFile.read(config);
    }

    boolean namesDataDirectory(final SettingsFile file) {
        return dataDirectory != null || file.dataDir() != null;
    }

    /** @param otherwise where nothing else is said */
    Path dataDirectory(final SettingsFile file, final Path otherwise) {
        return (dataDirectory != null ? dataDirectory : file.dataDir() != null ? Path.of(file.dataDir()) : otherwise)
                .toAbsolutePath();
    }

    /** The data directory, for whoever needs no other default. */
    Path dataDirectory(final SettingsFile file, final Map<String, String> environment, final long uid) throws LaunchException {
        return dataDirectory(file, namesDataDirectory(file) ? null : DefaultDirectories.of(uid, environment).data());
    }

    DatabaseLocation location(final SettingsFile file, final Path data) throws LaunchException {
        final String where = url != null ? url : file.database();
        if (where == null) {
            return new DatabaseLocation.Embedded(data);
        }
        final Path password = passwordFile != null ? passwordFile
                : file.databasePasswordFile() != null ? Path.of(file.databasePasswordFile()) : null;
        if (password != null && !Files.isReadable(password)) {
            throw new LaunchException(ExitCode.CONFIGURATION, "database-password-file: " + password + " cannot be read", null);
        }
        try {
            return new DatabaseLocation.Server(where, Optional.ofNullable(user != null ? user : file.databaseUser()),
                    Optional.ofNullable(password), node != null ? node : file.node() != null ? file.node() : hostName());
        } catch (final IllegalArgumentException e) {
            throw new LaunchException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private static String hostName() throws LaunchException {
        try {
            final String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return name.isEmpty() ? InetAddress.getLocalHost().getHostName() : name;
        } catch (final IOException e) {
            throw new LaunchException(ExitCode.CONFIGURATION, "this host's name is not known (expected: --node NAME)", e);
        }
    }
}
