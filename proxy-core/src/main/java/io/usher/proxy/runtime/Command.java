package io.usher.proxy.runtime;

import io.usher.proxy.config.StatsSocket.Level;
import java.util.List;
import java.util.function.Function;

/**
 * A command of the Runtime API.
 *
 * @param words  the words it begins with
 * @param level  least level a session must have
 * @param usage  words and arguments, as {@code help} shows them; "" = not shown
 * @param help   what it does, as {@code help} shows it
 * @param action what it does
 */
public record Command(List<String> words, Level level, String usage, String help, CommandAction action) {

    private static final int USAGE_WIDTH = 40;

    /** A command that answers at once. */
    static Command of(final String words, final Level level, final String usage, final String help,
                      final Function<CommandCall, String> answer) {
        return new Command(List.of(words.split(" ")), level, usage, help, CommandAction.immediate(answer));
    }

    /** Whether {@code help} lists it. */
    boolean shown() {
        return !usage.isEmpty();
    }

    /** Its line in {@code help}, as HAProxy lays it out. */
    String helpLine() {
        return "  " + usage + " ".repeat(Math.max(0, USAGE_WIDTH - usage.length())) + ": " + help + "\n";
    }

    /** How many of the line's first words are this command's, counted up to the first that differs. */
    int matchingWords(final List<String> line) {
        int matching = 0;
        while (matching < words.size() && matching < line.size() && words.get(matching).equals(line.get(matching))) {
            matching++;
        }
        return matching;
    }
}
