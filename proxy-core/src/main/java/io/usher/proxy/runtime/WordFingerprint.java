package io.usher.proxy.runtime;

import java.util.List;

/**
 * How alike two lists of words are, as HAProxy measures it to propose commands: which characters occur, and which follow
 * which, are counted and compared.
 */
final class WordFingerprint {

    private static final int DIGIT = 27;
    private static final int OTHER = 28;
    private static final int CLASSES = 32;
    private static final int MOST_WORDS = 5;

    private final byte[] counts = new byte[CLASSES * CLASSES];
    private int length;

    private WordFingerprint() {
    }

    static WordFingerprint of(final List<String> words, final int from) {
        final WordFingerprint print = new WordFingerprint();
        for (int i = from; i < Math.min(words.size(), MOST_WORDS); i++) {
            print.add(words.get(i));
        }
        return print;
    }

    private void add(final String word) {
        int previous = OTHER;
        for (int i = 0; i < word.length(); i++) {
            final int next = classOf(word.charAt(i));
            counts[next] = 1;
            counts[CLASSES * previous + next]++;
            previous = next;
        }
        counts[CLASSES * previous + OTHER]++;
        length += word.length();
    }

    private static int classOf(final char c) {
        final int letter = (c | 0x20) - 'a';
        if (letter >= 0 && letter < 26) {
            return letter + 1;
        }
        return c >= '0' && c <= '9' ? DIGIT : OTHER;
    }

    /** Letters in all words. */
    int length() {
        return length;
    }

    /** 0 = the same; grows with the difference. */
    int distance(final WordFingerprint other) {
        int distance = 0;
        for (int i = 0; i < counts.length; i++) {
            distance += Math.abs((counts[i] & 0xff) - (other.counts[i] & 0xff));
        }
        return distance;
    }
}
