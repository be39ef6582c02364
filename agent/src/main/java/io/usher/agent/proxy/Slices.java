package io.usher.agent.proxy;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * The cells of one line, cut out only when they are asked for: of the hundred that a proxy tells of each of thousands of
 * servers, few are. Immutable.
 */
final class Slices extends AbstractList<String> implements RandomAccess {
    private static final int USUAL_CELLS = 112;
    private final String line;
    private int[] ends = new int[USUAL_CELLS];
    private int size;

    private Slices(final String line) {
        this.line = line;
    }

    /** Each separator ends a cell, which may be empty. No character is looked at twice. */
    static List<String> of(final String line, final char separator) {
        final Slices cells = new Slices(line);
        for (int to = line.indexOf(separator); to >= 0; to = line.indexOf(separator, to + 1)) {
            cells.add(to);
        }
        cells.add(line.length());
        return cells;
    }

    private void add(final int end) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = end;
    }

    @Override
    public String get(final int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("cell " + index + " of " + size);
        }
        final int start = index == 0 ? 0 : ends[index - 1] + 1;
        return start == ends[index] ? "" : line.substring(start, ends[index]);
    }

    @Override
    public int size() {
        return size;
    }
}
