package io.usher.proxy.rule;

import io.usher.proxy.config.Acl;
import java.util.regex.Pattern;

/** Compares texts, in the ways of HAProxy's {@code -m} flag (HAProxy configuration manual, 7.1.3 and 7.1.4). */
final class TextMatches {
    private static final String PATH_DELIMITERS = "/?";
    private static final String DOMAIN_DELIMITERS = "/?.:";

    private final Comparison[] comparisons;

    @FunctionalInterface
    private interface Comparison {
        boolean holds(String value);
    }

    TextMatches(final Acl acl) {
        comparisons = acl.matches().stream().map(match -> comparison((Acl.Match.Text) match, acl.caseInsensitive()))
                .toArray(Comparison[]::new);
    }

    boolean match(final String value) {
        for (final Comparison comparison : comparisons) {
            if (comparison.holds(value)) {
                return true;
            }
        }
        return false;
    }

    private static Comparison comparison(final Acl.Match.Text match, final boolean ignoreCase) {
        final String text = match.text();
        final int length = text.length();
        return switch (match.method()) {
            case STR -> value -> value.length() == length && value.regionMatches(ignoreCase, 0, text, 0, length);
            case BEG -> value -> value.regionMatches(ignoreCase, 0, text, 0, length);
            case END -> value -> value.regionMatches(ignoreCase, value.length() - length, text, 0, length);
            case SUB -> value -> contains(value, text, ignoreCase);
            case DIR -> word(text, PATH_DELIMITERS, ignoreCase);
            case DOM -> word(text, DOMAIN_DELIMITERS, ignoreCase);
            case REG -> regex(text, ignoreCase);
            case FOUND -> value -> true;
        };
    }

    private static boolean contains(final String value, final String text, final boolean ignoreCase) {
        for (int i = 0; i <= value.length() - text.length(); i++) {
            if (value.regionMatches(ignoreCase, i, text, 0, text.length())) {
                return true;
            }
        }
        return false;
    }

    private static Comparison regex(final String text, final boolean ignoreCase) {
        final Pattern pattern = Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        return value -> pattern.matcher(value).find();
    }

    /** The text as a whole word between delimiters; delimiters around the text itself do not count. */
    private static Comparison word(final String text, final String delimiters, final boolean ignoreCase) {
        int begin = 0;
        int end = text.length();
        while (begin < end && delimiters.indexOf(text.charAt(begin)) >= 0) {
            begin++;
        }
        while (end > begin && delimiters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        final String word = text.substring(begin, end);
        return value -> containsWord(value, word, delimiters, ignoreCase);
    }

    private static boolean containsWord(final String value, final String word, final String delimiters,
                                        final boolean ignoreCase) {
        for (int i = 0; i <= value.length() - word.length(); i++) {
            final int end = i + word.length();
            if ((i == 0 || delimiters.indexOf(value.charAt(i - 1)) >= 0)
                    && (end == value.length() || delimiters.indexOf(value.charAt(end)) >= 0)
                    && value.regionMatches(ignoreCase, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }
}
