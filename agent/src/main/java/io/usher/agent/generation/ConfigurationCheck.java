package io.usher.agent.generation;

import io.usher.agent.configuration.Finding;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.configuration.Validation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Lets the proxy read a configuration ({@code -c}) and lists all that it says. Beside {@link ProxyProgram#check}, which goes
 * with a reload, it may be used while one is under way: it has files of its own. Any thread; one check at a time.
 */
public final class ConfigurationCheck {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long MOST_OUTPUT = 16L << 20;

    private final Path command;
    private final RunFolder folder;
    private final ProcessLauncher launcher;
    private final ProxyKind kind;

    /**
     * @param command the proxy's program
     * @param kind    which it is
     */
    public ConfigurationCheck(final Path command, final ProxyKind kind, final RunFolder folder, final ProcessLauncher launcher) {
        this.command = command;
        this.folder = folder;
        this.launcher = launcher;
        this.kind = kind;
    }

    /**
     * Checks one.
     *
     * @param names the API's name of one of the user's files
     * @throws StartFailedException where the proxy could not be run, or did not come to an end
     */
    public synchronized Validation check(final Snapshot snapshot, final Function<Path, String> names)
            throws StartFailedException {
        final Path output = folder.validationOutput();
        try {
            Files.deleteIfExists(output); // it holds words of the configuration, and the proxy appends
            folder.writeConfiguration(folder.validationConfiguration(), kind.ownConfiguration(1));
            final List<String> words = new ArrayList<>(List.of(command.toString(), "-c"));
            words.addAll(kind.checkOptions());
            words.addAll(ProxyProgram.files(snapshot, folder.validationConfiguration()));
            final LaunchedProcess process = launcher.start(words, output);
            if (!process.waitFor(LIMIT)) {
                process.kill();
                throw new StartFailedException("the check of the configuration did not end within " + LIMIT.toSeconds()
                        + " s and was stopped", null);
            }
            return read(output, process.exitCode().orElse(1) == 0, snapshot, names);
        } catch (final IOException e) {
            throw new StartFailedException("the proxy cannot be run to check the configuration: " + e.getMessage(), e);
        }
    }

    private static Validation read(final Path output, final boolean passed, final Snapshot snapshot,
                                   final Function<Path, String> names) throws IOException {
        if (Files.size(output) > MOST_OUTPUT) {
            throw new IOException("it said " + Files.size(output) + " bytes (expected: at most " + MOST_OUTPUT + ")");
        }
        final String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        Files.delete(output);
        final List<Finding> findings = new CheckOutput(snapshot, names).read(said);
        final boolean explained = findings.stream().anyMatch(one -> one.severity() == Finding.Severity.ALERT);
        if (!passed && !explained) {
            throw new IOException("it refused the configuration without saying why: " + said.strip());
        }
        return new Validation(passed, findings);
    }
}
