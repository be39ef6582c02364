package io.usher.agent.launch;

import io.usher.agent.store.DatabaseLocation;
import io.usher.agent.store.Restore;
import io.usher.agent.store.SchemaTooNewException;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher-agent restore}. */
@Command(name = "restore", mixinStandardHelpOptions = true, description = "Make the database anew of a file that 'usher backup'"
        + " wrote, while no agent runs. Proxies that run are not touched.")
final class RestoreCommand implements LocalCommand {

    @Mixin
    private DatabaseOptions database;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private Path file;

    @Option(names = "--replace", description = "Put a database that is there aside, under another name.")
    private boolean replace;

    private final PrintStream out = System.out;

    @Override
    public void run(final Map<String, String> environment, final long uid) throws LaunchException {
        final SettingsFile settings = database.file();
        final Path data = database.dataDirectory(settings, environment, uid);
        if (!(database.location(settings, data) instanceof DatabaseLocation.Embedded embedded)) {
            throw new LaunchException(ExitCode.USAGE, "the database is a PostgreSQL: restore it with pg_restore or psql", null);
        }
        try (DirectoryLock lock = DirectoryLock.take("data directory", data, uid, DirectoryLock.dataMode(uid))) {
            final Optional<Path> old = new Restore(embedded).run(file, replace, Instant.now());
            old.ifPresent(path -> out.println("the database that was there is now " + path));
            out.println("restored " + embedded.file() + " from " + file);
        } catch (final IOException | SchemaTooNewException e) {
            throw new LaunchException(ExitCode.CONFIGURATION, e.getMessage(), e);
        }
    }
}
