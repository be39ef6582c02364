package io.usher.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.rest.RestServer;
import io.usher.agent.rest.ServicesDouble;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What holds for every command, whoever added it: a walk through all of them, against a real server. */
class CommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** What to give for a parameter of that label; for any other a name. */
    private static final Map<String, String> SAMPLES = Map.of("BACKEND/SERVER", "custombe/custom-server-1", "N", "1", "CRON",
            "0 3 * * *", "ROLE", "read", "TIME", "2027-01-01T00:00:00Z");

    private final ServicesDouble services = new ServicesDouble();
    private final StringWriter out = new StringWriter();
    private final StringWriter error = new StringWriter();

    @TempDir
    private Path folder;
    private RestServer server;

    @BeforeEach
    void open() throws Exception {
        server = RestServer.open(services.services(), new ListenAddress.Unix(folder.resolve("api.sock")));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void explainsEveryCommandWithItsOptionsAndExitCodes() {
        for (final CommandSpec command : commands()) {
            final String name = command.qualifiedName();
            assertTrue(command.usageMessage().description().length > 0, name + " has no description");
            assertNotNull(command.findOption("--help"), name + " has no --help");
            final String help = command.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF);
            ExitCode.table().forEach((code, meaning) ->
                    assertTrue(help.contains(code + "   " + meaning), name + " does not tell " + code));
            for (final ArgSpec argument : command.args()) {
                assertTrue(argument.hidden() || argument.description().length > 0, name + " does not explain " + argument);
            }
        }
    }

    @Test
    void printsJsonForEveryCommandThatAsksForIt() throws Exception {
        for (final CommandSpec command : toRun()) {
            final int code = run(command, "--json");
            assertTrue(code >= 0 && code < ExitCode.values().length, command.qualifiedName() + " ended with " + code);
            assertFalse(error.toString().contains("\tat "), () -> command.qualifiedName() + " shows a stack trace: " + error);
            if (!out.toString().isEmpty()) {
                final JsonNode printed = JSON.readTree(out.toString());
                assertTrue(printed.isContainerNode(), () -> command.qualifiedName() + " --json: " + out);
            }
        }
    }

    @Test
    void sendsNothingThatChangesWithoutHavingADryRunForIt() throws Exception {
        for (final CommandSpec command : toRun()) {
            final boolean changes = command.userObject() instanceof ChangeCommand;
            assertEquals(changes, command.findOption("--dry-run") != null, command.qualifiedName());
            run(command, changes ? new String[] {"--dry-run"} : new String[0]);
            // every request that is to change something is noted
            services.services().audit().page(1000, Optional.empty()).forEach(entry ->
                    assertTrue(entry.target().contains("dry-run=true"),
                            command.qualifiedName() + " asked for " + entry.action() + " " + entry.target()));
            assertFalse(services.stopping(), command.qualifiedName());
        }
    }

    @Test
    void hasTheCommandsThatPeopleAreTold() {
        final List<String> names = commands().stream().map(CommandSpec::qualifiedName).toList();
        for (final String name : List.of("status", "servers", "drain", "enable", "weight", "reload", "schedule", "events",
                "config", "token", "backup", "doctor", "completion bash")) {
            assertTrue(names.contains("usher " + name), name);
        }
    }

    private static List<CommandSpec> commands() {
        final List<CommandSpec> all = new ArrayList<>(List.of(Main.commandLine().getCommandSpec()));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(all::add);
        }
        return all;
    }

    private static List<CommandSpec> toRun() {
        return commands().stream().filter(command -> command.userObject() instanceof AgentCommand).toList();
    }

    private int run(final CommandSpec command, final String... more) {
        final List<String> words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
        words.remove(0);
        for (final OptionSpec option : command.options()) {
            if (option.required()) {
                words.addAll(List.of(option.longestName(), sample(option.paramLabel())));
            }
        }
        for (final PositionalParamSpec parameter : command.positionalParameters()) {
            if (parameter.arity().min() > 0 || SAMPLES.containsKey(parameter.paramLabel())) {
                words.add(sample(parameter.paramLabel()));
            }
        }
        words.addAll(List.of(more));
        words.addAll(List.of("--server", "unix:" + folder.resolve("api.sock")));
        out.getBuffer().setLength(0);
        error.getBuffer().setLength(0);
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(error, true))
                .execute(words.toArray(String[]::new));
    }

    private String sample(final String label) {
        return label.equals("FILE") ? folder.resolve("file-" + System.nanoTime()).toString()
                : SAMPLES.getOrDefault(label, "nobody");
    }
}
