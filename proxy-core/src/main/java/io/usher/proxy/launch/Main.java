package io.usher.proxy.launch;

import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.ConfigurationReader;
import io.usher.proxy.config.ConfigurationResult;
import io.usher.proxy.config.Diagnostic;
import java.util.Map;
import java.util.Optional;

/**
 * {@code usher-proxy}. Exit status: 0 = ended as asked, or the configuration is valid; 1 = anything else, said on standard
 * error. A process that serves ends by {@link ServingProcess#exit}.
 */
public final class Main {
    private final CommandLine line;
    private final Map<String, String> environment;
    private final Announcements announcements;

    private Main(final CommandLine line, final Map<String, String> environment) {
        this.line = line;
        this.environment = environment;
        this.announcements = new Announcements(System.err, ProcessHandle.current().pid(), line.silent());
    }

    /** Runs the program. */
    public static void main(final String[] args) {
        final CommandLine line;
        try {
            line = CommandLineParser.parse(args);
        } catch (final UsageException e) {
            System.err.print(VersionText.usage());
            System.err.println("\nusher-proxy: " + e.getMessage());
            System.exit(1);
            return;
        }
        switch (line.action()) {
            case VERSION -> System.out.print(VersionText.brief());
            case BUILD_OPTIONS -> System.out.print(VersionText.full());
            default -> {
                final Main main = new Main(line, System.getenv());
                final Optional<Integer> status = main.run(args);
                status.ifPresent(System::exit);
            }
        }
    }

    /** Empty if the process serves now. */
    private Optional<Integer> run(final String[] args) {
        final Optional<Configuration> read = readConfiguration();
        if (read.isEmpty()) {
            return Optional.of(1);
        }
        if (line.action() == CommandLine.Action.CHECK) {
            if (!line.silent() && !line.json()) {
                System.out.println("Configuration file is valid");
            }
            return Optional.of(0);
        }
        final Configuration configuration = Overrides.apply(read.get(), line);
        if (Background.needed(configuration.global(), line, environment)) {
            return Optional.of(Background.start(args, announcements));
        }
        return serve(configuration);
    }

    private Optional<Configuration> readConfiguration() {
        final ConfigurationResult result = new ConfigurationReader(environment::get).read(line.files());
        if (line.json()) {
            System.out.println(CheckReport.json(result, line.strict()));
            return result.configuration().filter(read -> !CheckReport.refused(result, line.strict()));
        }
        result.diagnostics().forEach(announcements::diagnostic);
        if (!result.valid()) {
            result.diagnostics().stream().filter(one -> one.severity() == Diagnostic.Severity.ALERT && one.position() != null)
                    .map(one -> one.position().file()).distinct().forEach(file ->
                            announcements.alert("config : Error(s) found in configuration file : " + file));
            announcements.alert("config : Fatal errors found in configuration.");
            return Optional.empty();
        }
        final boolean warned = result.diagnostics().stream().anyMatch(one -> one.severity() == Diagnostic.Severity.WARNING);
        if (warned && line.strict()) {
            announcements.alert("config : Some warnings were found and 'zero-warning' is set. Aborting.");
            return Optional.empty();
        }
        if (warned && line.action() == CommandLine.Action.CHECK && !line.silent()) {
            System.out.println("Warnings were found.");
        }
        return result.configuration();
    }

    private Optional<Integer> serve(final Configuration configuration) {
        final Announcements wanted = configuration.global().quiet()
                ? new Announcements(System.err, ProcessHandle.current().pid(), true) : announcements;
        final Assembly assembly = new Assembly(configuration, line, environment, wanted);
        try {
            assembly.start();
            new Readiness(environment, System.out).ready();
            return Optional.empty();
        } catch (final StartFailedException e) {
            announcements.alert(e.getMessage());
        } catch (final RuntimeException | LinkageError e) {
            announcements.alert("the start failed: " + e);
        }
        abandon(assembly);
        return Optional.of(1);
    }

    /** Whatever goes wrong here, the process must end: its other threads would keep it, and who started it, waiting for ever. */
    private void abandon(final Assembly assembly) {
        try {
            assembly.abandon();
        } catch (final RuntimeException e) {
            announcements.alert("the failed start was not undone: " + e);
        }
    }
}
