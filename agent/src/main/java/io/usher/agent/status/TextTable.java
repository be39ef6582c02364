package io.usher.agent.status;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells, the first line their headings; each column as wide as its widest cell. Numbers stand right, text left. */
public final class TextTable {

    private final List<String[]> rows = new ArrayList<>();

    public TextTable row(final Object... cells) {
        final String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = String.valueOf(cells[i]);
        }
        rows.add(texts);
        return this;
    }

    public boolean isEmpty() {
        return rows.size() < 2;
    }

    /** The table, each line indented by two spaces, no blanks at line ends. */
    public String text() {
        final int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        final int[] widths = new int[columns];
        final boolean[] numeric = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            numeric[column] = rows.size() > 1;
            for (int i = 0; i < rows.size(); i++) {
                final String[] row = rows.get(i);
                if (column < row.length) {
                    widths[column] = Math.max(widths[column], row[column].length());
                    numeric[column] &= i == 0 || row[column].matches("-?[0-9.]*[*]?");
                }
            }
        }
        final StringBuilder out = new StringBuilder();
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder(" ");
            for (int column = 0; column < row.length; column++) {
                final String pad = " ".repeat(widths[column] - row[column].length());
                line.append(' ').append(numeric[column] ? pad + row[column] : row[column] + pad).append(' ');
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
