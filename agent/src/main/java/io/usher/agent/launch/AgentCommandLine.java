package io.usher.agent.launch;

import io.usher.agent.control.ListenAddress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code usher-agent}; {@link #settings} adds the file of {@code --config} and the defaults. */
@Command(name = "usher-agent", mixinStandardHelpOptions = true, version = "usher-agent " + Agent.VERSION,
        description = "Runs and supervises usher-proxy, or HAProxy 2.6 or later: starts it, reloads it when that breaks nothing,"
                + " keeps what is set at runtime, and offers all of it over REST. Stopping the agent stops no traffic.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped", "64:wrong usage", "73:run or data directory in use by another agent",
            "78:wrong configuration"},
        subcommands = {TokenCommand.class, RestoreCommand.class})
final class AgentCommandLine {
    private static final String DEFAULT_LISTEN = "127.0.0.1:8404";
    private static final int DEFAULT_START_LIMIT = 30;
    private static final int DEFAULT_RETENTION_DAYS = 90;

    @Option(names = "-f", paramLabel = "FILE|DIR", description = "The proxy's configuration; may be given several times.")
    private final List<Path> files = new ArrayList<>();

    @Option(names = "--listen", paramLabel = "ADDRESS", description = "HOST:PORT, https://HOST:PORT or unix:PATH; may be given"
            + " several times (default: " + DEFAULT_LISTEN + "). Wider than loopback only with tokens or client certificates.")
    private List<String> listen;

    @Mixin
    private DatabaseOptions database;

    @Mixin
    private AccessOptions access;

    @Option(names = "--retention", paramLabel = "DAYS", description = "How long history, events and audit log keep what is over"
            + " (default: " + DEFAULT_RETENTION_DAYS + ").")
    private Integer retentionDays;

    @Option(names = "--run-dir", paramLabel = "DIR", description = "Sockets of the generations (default: /run/usher for root,"
            + " else $XDG_RUNTIME_DIR/usher-agent).")
    private Path runDirectory;

    @Option(names = "--proxy-command", paramLabel = "PATH", description = "The proxy, usher-proxy or HAProxy 2.6 or later"
            + " (default: the usher-proxy beside this program).")
    private Path proxyCommand;

    @Option(names = "--proxy-unit", paramLabel = "NAME@.service", description = "Start generations as instances of this systemd"
            + " template unit, outside the agent's own unit (default: as processes).")
    private String proxyUnit;

    @Option(names = "--strict-boot", description = "End with 78 where the configuration does not check at the start, rather than"
            + " start the last one that served.")
    private Boolean strictBoot;

    @Option(names = "--watch", description = "Ask for a reload when drained whenever the files change.")
    private Boolean watch;

    @Option(names = "--start-limit", paramLabel = "SECONDS", description = "How long a generation may take until it serves"
            + " (default: " + DEFAULT_START_LIMIT + ").")
    private Integer startLimit;

    /**
     * @param defaultProxy the program beside this one, if known
     */
    AgentSettings settings(final Map<String, String> environment, final long uid, final Optional<Path> defaultProxy)
            throws LaunchException {
        final SettingsFile file = database.file();
        final List<Path> all = files.isEmpty() && file.files() != null ? file.files().stream().map(Path::of).toList() : files;
        if (all.isEmpty()) {
            throw new LaunchException(ExitCode.USAGE, "no configuration (expected: -f FILE, or 'files' in the file of --config)",
                    null);
        }
        final boolean needDefaults = runDirectory == null && file.runDir() == null || !database.namesDataDirectory(file);
        final DefaultDirectories defaults =
                needDefaults ? DefaultDirectories.of(uid, environment) : new DefaultDirectories(null, null);
        final Path data = database.dataDirectory(file, defaults.data());
        return new AgentSettings(all, addresses(first(listen, file.listen(), List.of(DEFAULT_LISTEN))), access.settings(file),
                first(runDirectory, path(file.runDir()), defaults.run()).toAbsolutePath(), data, database.location(file, data),
                Duration.ofDays(number("retention", "days", first(retentionDays, file.retentionDays(), DEFAULT_RETENTION_DAYS))),
                proxy(file, defaultProxy), named(file).isEmpty(), Optional.ofNullable(first(proxyUnit, file.proxyUnit(), null)),
                first(strictBoot, file.strictBoot(), false), first(watch, file.watch(), false), Duration.ofSeconds(
                        number("start-limit", "seconds", first(startLimit, file.startLimitSeconds(), DEFAULT_START_LIMIT))));
    }

    private Path proxy(final SettingsFile file, final Optional<Path> defaultProxy) throws LaunchException {
        final Path proxy = named(file).or(() -> defaultProxy).orElse(null);
        if (proxy == null) {
            throw new LaunchException(ExitCode.USAGE, "no proxy program known (expected: --proxy-command PATH)", null);
        }
        return proxy.toAbsolutePath().normalize();
    }

    private Optional<Path> named(final SettingsFile file) {
        return Optional.ofNullable(first(proxyCommand, path(file.proxyCommand()), null));
    }

    private static List<ListenAddress> addresses(final List<String> texts) throws LaunchException {
        try {
            return texts.stream().map(ListenAddress::parse).toList();
        } catch (final IllegalArgumentException e) {
            throw new LaunchException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private static int number(final String setting, final String unit, final int value) throws LaunchException {
        if (value < 1 || value > 3600) {
            throw new LaunchException(ExitCode.USAGE, setting + ": " + value + " (expected: 1 to 3600 " + unit + ")", null);
        }
        return value;
    }

    private static Path path(final String text) {
        return text == null ? null : Path.of(text);
    }

    /** The command line counts more than the file, the file more than the default. */
    private static <T> T first(final T option, final T inFile, final T otherwise) {
        return option != null ? option : inFile != null ? inFile : otherwise;
    }
}
