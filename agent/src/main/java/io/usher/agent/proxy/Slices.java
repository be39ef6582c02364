package io.usher.agent.proxy;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * The cells of one line, cut out only when they are asked for: of the hundred that a proxy tells of each of thousands of
 * servers, few are. Immutable once it is made.
 */
final class Slices extends AbstractList<String> implements RandomAccess {
    private static final int MOST_DIGITS = 18;
    private final String text;
    private final int from;
    private int[] ends;
    private int size;
    private int lineEnd;
    private boolean quoted;

    private Slices(final String text, final int from, final int usual) {
        this.text = text;
        this.from = from;
        this.ends = new int[usual];
    }

    /**
     * The line that begins at a place in a text. Each separator ends a cell, which may be empty. No character is looked at twice,
     * nor copied.
     *
     * @param usual how many cells there will be, most likely
     */
    static Slices of(final String text, final int from, final char separator, final int usual) {
        final Slices cells = new Slices(text, from, usual);
        final int length = text.length();
        int i = from;
        for (; i < length; i++) {
            final char c = text.charAt(i);
            if (c == separator) {
                cells.add(i);
            } else if (c == '\n') {
                break;
            } else if (c == '"') {
                cells.quoted = true;
            }
        }
        cells.lineEnd = i;
        cells.add(i > from && text.charAt(i - 1) == '\r' ? i - 1 : i);
        return cells;
    }

    private void add(final int end) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size + 1);
        }
        ends[size++] = end;
    }

    private int start(final int index) {
        return index == 0 ? from : ends[index - 1] + 1;
    }

    /** Where the line feed stands that ends the line, or the end of the text. */
    int lineEnd() {
        return lineEnd;
    }

    /** Without its end. */
    String line() {
        return text.substring(from, ends[size - 1]);
    }

    boolean begins(final char with) {
        return ends[size - 1] > from && text.charAt(from) == with;
    }

    /** Whether there is a quotation mark, which may make several cells one. */
    boolean quoted() {
        return quoted;
    }

    boolean hasEmpty() {
        for (int i = 0; i < size; i++) {
            if (start(i) >= ends[i]) {
                return true;
            }
        }
        return false;
    }

    boolean is(final int index, final String value) {
        final int start = start(index);
        return ends[index] - start == value.length() && text.startsWith(value, start);
    }

    /** What is no number of plain digits: -1. */
    long digits(final int index) {
        final int start = start(index);
        final int end = ends[index];
        if (end <= start || end - start > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            final int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    @Override
    public String get(final int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("cell " + index + " of " + size);
        }
        final int start = start(index);
        return start >= ends[index] ? "" : text.substring(start, ends[index]);
    }

    @Override
    public int size() {
        return size;
    }
}
