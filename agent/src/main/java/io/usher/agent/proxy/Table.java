package io.usher.agent.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of {@code show stat} (CSV) and {@code show servers state} (blanks), found by header names: columns may come in any
 * order, and unknown ones do no harm.
 */
final class Table {
    private static final int MISSING = -1;
    private final Map<String, Integer> columns;
    private final List<Row> rows = new ArrayList<>();

    private Table(final Map<String, Integer> columns) {
        this.columns = columns;
    }

    /** One row; missing and empty cells are empty text. */
    final class Row {
        private final List<String> cells;

        private Row(final List<String> cells) {
            this.cells = cells;
        }

        List<String> cells() {
            return cells;
        }

        String text(final String column) {
            return text(column(column));
        }

        /** @param column by {@link Table#column} */
        String text(final int column) {
            return column < 0 || column >= cells.size() ? "" : cells.get(column);
        }

        /** The same; where it is what the caller has already it makes no other. */
        String text(final int column, final String likely) {
            return is(column, likely) ? likely : text(column);
        }

        boolean is(final int column, final String value) {
            return column >= 0 && column < cells.size() && cells instanceof Slices slices ? slices.is(column, value)
                    : text(column).equals(value);
        }

        /** @throws MalformedAnswerException if the cell holds something that is no whole number */
        long number(final String column, final long whenEmpty) throws MalformedAnswerException {
            return number(column(column), whenEmpty);
        }

        /** @throws MalformedAnswerException if the cell holds something that is no whole number */
        long number(final int column, final long whenEmpty) throws MalformedAnswerException {
            if (column >= 0 && column < cells.size() && cells instanceof Slices slices) {
                final long plain = slices.digits(column);
                if (plain >= 0) {
                    return plain;
                }
            }
            final String cell = text(column);
            if (cell.isEmpty() || cell.equals("-")) {
                return whenEmpty;
            }
            try {
                return Long.parseLong(cell);
            } catch (final NumberFormatException e) {
                throw new MalformedAnswerException("column " + columnNames().get(column) + ": '" + cell
                        + "' (expected: a number)", e);
            }
        }
    }

    /** Where a column stands in each row; negative where there is none such. */
    int column(final String name) {
        return columns.getOrDefault(name, MISSING);
    }

    /** In order. */
    List<String> columnNames() {
        final String[] names = new String[columns.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1];
        Arrays.fill(names, "");
        columns.forEach((name, at) -> names[at] = name);
        return List.of(names);
    }

    List<Row> rows() {
        return rows;
    }

    /** {@code show stat} (management manual, 9.1). */
    static Table csv(final String text, final String... required) throws MalformedAnswerException {
        return table(text, 0, ',', required);
    }

    /** {@code show servers state}: a line {@code 1} for the format, a header after {@code # }, blanks between. */
    static Table blanks(final String text, final String... required) throws MalformedAnswerException {
        final int header = text.indexOf("# ");
        if (header < 0) {
            throw new MalformedAnswerException("no header line: '" + start(text) + "'", null);
        }
        return table(text, header, ' ', required);
    }

    private static Table table(final String text, final int from, final char separator, final String... required)
            throws MalformedAnswerException {
        final Slices first = Slices.of(text, from, separator, 1);
        final String header = first.line();
        if (!header.startsWith("# ")) {
            throw new MalformedAnswerException("first line '" + start(header) + "' (expected: a header after '# ')", null);
        }
        final Map<String, Integer> columns = new HashMap<>();
        final List<String> names = cells(Slices.of(header, 2, separator, 1), separator);
        for (int i = 0; i < names.size(); i++) {
            columns.putIfAbsent(names.get(i), i);
        }
        for (final String name : required) {
            if (!columns.containsKey(name)) {
                throw new MalformedAnswerException("no column '" + name + "' in: " + start(header), null);
            }
        }
        final Table table = new Table(columns);
        Slices line = first;
        while (line.lineEnd() + 1 < text.length()) {
            line = Slices.of(text, line.lineEnd() + 1, separator, names.size());
            if (!line.begins('#') && !(line.size() == 1 && line.get(0).isBlank())) {
                table.add(cells(line, separator));
            }
        }
        return table;
    }

    private void add(final List<String> cells) {
        if (!cells.isEmpty()) {
            rows.add(new Row(cells));
        }
    }

    /** Blanks at the ends or several between two cells are no cells. */
    private static List<String> cells(final Slices line, final char separator) {
        if (separator == ' ') {
            return line.hasEmpty() ? line.stream().filter(cell -> !cell.isBlank()).toList() : line;
        }
        return line.quoted() ? splitQuoted(line.line(), line.size()) : line;
    }

    /** HAProxy quotes a cell with a comma or a quote in it, and doubles quotes inside (RFC 4180, 2). */
    private static List<String> splitQuoted(final String line, final int most) {
        final List<String> cells = new ArrayList<>(most);
        final StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            final char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private static String start(final String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
