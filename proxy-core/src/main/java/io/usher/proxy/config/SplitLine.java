package io.usher.proxy.config;

import java.util.List;

/**
 * The words of one line and where they stand.
 *
 * @param words   after quotes, escapes and variables
 * @param columns of each word's first character, from 1
 * @param end     column behind the last word
 */
record SplitLine(List<String> words, List<Integer> columns, int end) {

    /** The word of this index; behind the last one "" at the line's end. */
    Culprit culprit(final int index) {
        return index < words.size() ? new Culprit(columns.get(index), words.get(index), "") : new Culprit(end, "", "");
    }

    /** The first word that is this one, or else that contains it, from an index on; else the one of that index. */
    Culprit culprit(final String text, final int from) {
        int found = -1;
        for (int i = words.size() - 1; i >= from; i--) {
            if (words.get(i).equals(text) || words.get(i).contains(text) && (found < 0 || !words.get(found).equals(text))) {
                found = i;
            }
        }
        return culprit(found < 0 ? from : found);
    }
}
