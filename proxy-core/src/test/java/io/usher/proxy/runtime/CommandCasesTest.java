package io.usher.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.config.StatsSocket.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every command against the answers in {@code src/test/resources/runtime/commands}. */
final class CommandCasesTest {

    static Stream<Path> files() {
        return CommandCases.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void answersAsWritten(final Path file) {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            Level level = null;
            CommandSession session = null;
            for (final CommandCases.Case one : CommandCases.read(file)) {
                if (one.level() != level) {
                    level = one.level();
                    session = fixture.session(level);
                }
                final String answer = fixture.table.run(one.command(), session).toCompletableFuture().join();
                assertTrue(fits(one.answer(), answer), () -> one + "\nexpected: " + one.answer() + "\nanswered: " + answer);
            }
        }
    }

    @Test
    void everyCommandHasACase() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            final List<List<String>> asked = CommandCases.files().flatMap(file -> CommandCases.read(file).stream())
                .map(one -> CommandLineParser.words(one.command())).toList();
            final List<List<String>> missing = fixture.table.commands().stream()
                .filter(command -> asked.stream().noneMatch(words -> command.matchingWords(words) == command.words().size()))
                .map(Command::words).toList();
            assertEquals(List.of(), missing, "commands without a case");
        }
    }

    @Test
    void everyCommandRefusesWhoMayNot() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            for (final Command command : fixture.table.commands()) {
                if (command.level() != Level.USER) {
                    assertEquals("Permission denied\n", fixture.ask(String.join(" ", command.words()), Level.USER),
                        () -> command.words().toString());
                }
            }
        }
    }

    /** Compares by hand: turning a file of wildcards into one pattern would take regular expressions too long. */
    private static boolean fits(final String expected, final String answer) {
        final String[] parts = expected.split("\\*", -1);
        if (!answer.startsWith(parts[0]) || parts.length == 1) {
            return answer.equals(expected);
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            at = answer.indexOf(parts[i], at);
            if (at < 0) {
                return false;
            }
            at += parts[i].length();
        }
        final String last = parts[parts.length - 1];
        return answer.length() - last.length() >= at && answer.endsWith(last);
    }
}
