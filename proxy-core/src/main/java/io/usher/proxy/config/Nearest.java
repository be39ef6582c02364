package io.usher.proxy.config;

import java.util.List;
import java.util.Optional;

/** Finds the known word that a mistyped one was probably meant to be. */
final class Nearest {
    private Nearest() {
    }

    /**
     * The nearest of some words, if it is near: at most one typing error for each three letters.
     *
     * @param word  the unknown word
     * @param known candidates; of equally near ones the first wins
     */
    static Optional<String> of(final String word, final Iterable<String> known) {
        String best = null;
        int bestDistance = Math.max(1, word.length() / 3) + 1;
        for (final String candidate : known) {
            final int distance = distance(word, candidate);
            if (distance < bestDistance && distance < candidate.length()) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** "; did you mean 'X' maybe ?" as HAProxy writes it, or "". */
    static String suggestion(final String word, final Iterable<String> known) {
        return of(word, known).map(near -> "; did you mean '" + near + "' maybe ?").orElse("");
    }

    /** What could stand in a word's place: the nearest if it is near, else all of them. */
    static String expected(final String word, final List<String> known) {
        return of(word, known).orElse(String.join(", ", known));
    }

    /** Damerau-Levenshtein distance (optimal string alignment): inserted, lost, changed and swapped letters. */
    static int distance(final String a, final String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                final int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            final int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
