package io.usher.proxy.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * All commands, found by their words, and the text HAProxy shows for {@code help} and for what is no command. Immutable;
 * any thread.
 */
public final class CommandTable {

    static final String PERMISSION_DENIED = "Permission denied\n";
    private static final String ALWAYS_THERE = """
          help [<command>]                        : list matching or all commands
          prompt                                  : toggle interactive mode with prompt
          quit                                    : disconnect
        """;
    private static final int MOST_PROPOSALS = 5;

    private final List<Command> commands;

    /** A table of these commands; of two that fit a line the first is taken. */
    public CommandTable(final List<Command> commands) {
        this.commands = List.copyOf(commands);
    }

    /** All commands in order. */
    public List<Command> commands() {
        return commands;
    }

    /**
     * Runs a line.
     *
     * @param line    the line without its end
     * @param session who asks
     * @return the answer, now or later
     */
    public CompletionStage<String> run(final String line, final CommandSession session) {
        final List<String> words = CommandLineParser.words(line);
        final Optional<Command> found = find(words);
        if (found.isEmpty()) {
            return CompletableFuture.completedFuture(usage(words, false));
        }
        if (!session.has(found.get().level())) {
            return CompletableFuture.completedFuture(PERMISSION_DENIED);
        }
        return found.get().action().run(new CommandCall(words, session));
    }

    private Optional<Command> find(final List<String> words) {
        return commands.stream().filter(command -> command.matchingWords(words) == command.words().size()).findFirst();
    }

    /** The answer to {@code help}, where {@code words} are those behind it, or to what is no command. */
    String usage(final List<String> words, final boolean help) {
        final int matching = commands.stream().mapToInt(command -> command.matchingWords(words)).max().orElse(0);
        final StringBuilder text = new StringBuilder(1024);
        if (help) {
            text.append("The following commands are valid at this level:\n");
        } else if (words.isEmpty()) {
            text.append("Unknown command. Please enter one of the following commands only:\n");
        } else {
            text.append("Unknown command, but maybe one of the following ones is a better match:\n");
        }
        final List<Command> begun = commands.stream()
            .filter(command -> command.shown() && command.matchingWords(words) >= matching).toList();
        final List<Command> alike = alike(begun, words, matching);
        (alike.isEmpty() ? begun : alike).stream().sorted(Comparator.comparing(Command::usage))
            .forEach(command -> text.append(command.helpLine()));
        return text.append(ALWAYS_THERE).toString();
    }

    private record Proposal(Command command, int distance) {
    }

    /** Those whose remaining words are most like the remaining words of the line, as far as they are alike at all. */
    private static List<Command> alike(final List<Command> begun, final List<String> words, final int matching) {
        if (words.size() <= matching) {
            return List.of();
        }
        final WordFingerprint wanted = WordFingerprint.of(words, matching);
        final List<Proposal> proposals = new ArrayList<>();
        for (final Command command : begun) {
            final WordFingerprint there = WordFingerprint.of(command.words(), matching);
            final int distance = wanted.distance(there);
            if (distance < 5 * (wanted.length() + there.length()) / 2) {
                proposals.add(new Proposal(command, distance));
            }
        }
        proposals.sort(Comparator.comparingInt(Proposal::distance));
        return proposals.stream().limit(MOST_PROPOSALS)
            .filter(proposal -> proposal.distance() <= 5 * proposals.get(0).distance() / 2)
            .map(Proposal::command).toList();
    }
}
