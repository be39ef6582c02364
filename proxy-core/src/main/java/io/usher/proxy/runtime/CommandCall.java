package io.usher.proxy.runtime;

import java.util.List;

/**
 * A command line being run.
 *
 * @param words   all words of the line, the command's own included
 * @param session who asks
 */
public record CommandCall(List<String> words, CommandSession session) {

    /** The word at a position counted from 0, "" where there is none. */
    public String word(final int index) {
        return index < words.size() ? words.get(index) : "";
    }
}
