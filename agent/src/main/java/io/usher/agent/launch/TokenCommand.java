package io.usher.agent.launch;

import io.usher.agent.access.Role;
import io.usher.agent.access.TokenService;
import io.usher.agent.access.Tokens;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.DatabaseLocation;
import io.usher.agent.store.SchemaTooNewException;
import io.usher.agent.store.StoreUnavailable;
import io.usher.agent.store.TimeOrderedIds;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code usher-agent token create}: the first token, made in the database itself by whoever may read it. Further ones are made
 * by {@code usher token create} while the agent runs.
 */
@Command(name = "token", mixinStandardHelpOptions = true, description = "Tokens, made in the database itself.",
        subcommands = TokenCommand.Create.class)
final class TokenCommand {

    /** {@code usher-agent token create}. */
    @Command(name = "create", mixinStandardHelpOptions = true, description = "Make a token and print it, this once. An agent must"
            + " not run on the same database file; of one that runs, ask 'usher token create'.")
    static final class Create implements LocalCommand {

        @Mixin
        private DatabaseOptions database;

        @Parameters(paramLabel = "NAME", description = "For people, and in the audit log.")
        private String name;

        @Option(names = "--role", paramLabel = "ROLE", defaultValue = "admin", description = "read, operator or admin (default:"
                + " ${DEFAULT-VALUE}).")
        private String role;

        private final PrintStream out = System.out;

        @Override
        public void run(final Map<String, String> environment, final long uid) throws LaunchException {
            final Role allowed = Role.of(role).orElseThrow(() -> new LaunchException(ExitCode.USAGE,
                    "role: '" + role + "' (expected: read, operator or admin)", null));
            final SettingsFile settings = database.file();
            final Path data = database.dataDirectory(settings, environment, uid);
            final DatabaseLocation location = database.location(settings, data);
            if (location.dialect().shared()) {
                create(location, allowed, uid);
                return;
            }
            try (DirectoryLock lock = DirectoryLock.take("data directory", data, uid, DirectoryLock.dataMode(uid))) {
                create(location, allowed, uid);
            } catch (final IOException e) {
                throw new LaunchException(ExitCode.CONFIGURATION, e.getMessage(), e);
            }
        }

        private void create(final DatabaseLocation location, final Role allowed, final long uid) throws LaunchException {
            final InstantSource clock = () -> Instant.now().truncatedTo(ChronoUnit.MILLIS);
            try (Database open = Database.open(location)) {
                final Tokens tokens =
                        new Tokens(open, new AuditLog(open, clock), new TimeOrderedIds(clock, new SecureRandom()), clock);
                final TokenService.Created created =
                        tokens.create(name, allowed, Optional.empty(), new Requester("uid " + uid + " by usher-agent token"));
                out.println(created.secret());
            } catch (final Invalid e) {
                throw new LaunchException(ExitCode.USAGE, e.getMessage(), e);
            } catch (final SchemaTooNewException | StoreUnavailable e) {
                throw new LaunchException(ExitCode.CONFIGURATION, e.getMessage(), e);
            }
        }
    }
}
