package io.usher.agent.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of {@code show stat} (CSV) and {@code show servers state} (blanks), found by header names: columns may come in any
 * order, and unknown ones do no harm.
 */
final class Table {
    private static final int USUAL_CELLS = 128;
    private final Map<String, Integer> columns;
    private final List<List<String>> rows;

    private Table(final Map<String, Integer> columns, final List<List<String>> rows) {
        this.columns = columns;
        this.rows = rows;
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
            final Integer at = columns.get(column);
            return at == null || at >= cells.size() ? "" : cells.get(at);
        }

        /** @throws MalformedAnswerException if the cell holds something that is no whole number */
        long number(final String column, final long whenEmpty) throws MalformedAnswerException {
            final String cell = text(column);
            if (cell.isEmpty() || cell.equals("-")) {
                return whenEmpty;
            }
            try {
                return Long.parseLong(cell);
            } catch (final NumberFormatException e) {
                throw new MalformedAnswerException("column " + column + ": '" + cell + "' (expected: a number)", e);
            }
        }
    }

    /** In order. */
    List<String> columnNames() {
        final String[] names = new String[columns.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1];
        java.util.Arrays.fill(names, "");
        columns.forEach((name, at) -> names[at] = name);
        return List.of(names);
    }

    List<Row> rows() {
        final List<Row> result = new ArrayList<>(rows.size());
        rows.forEach(cells -> result.add(new Row(cells)));
        return result;
    }

    /** {@code show stat} (management manual, 9.1). */
    static Table csv(final String text, final String... required) throws MalformedAnswerException {
        return table(text, Table::splitCsv, required);
    }

    /** {@code show servers state}: a line {@code 1} for the format, a header after {@code # }, blanks between. */
    static Table blanks(final String text, final String... required) throws MalformedAnswerException {
        final int header = text.indexOf("# ");
        if (header < 0) {
            throw new MalformedAnswerException("no header line: '" + start(text) + "'", null);
        }
        return table(text.substring(header), Table::splitBlanks, required);
    }

    private static List<String> splitBlanks(final String line) {
        final String tidy = line.trim();
        final List<String> cells = Slices.of(tidy, ' ');
        return tidy.contains("  ") ? cells.stream().filter(cell -> !cell.isEmpty()).toList() : cells;
    }

    private static Table table(final String text, final java.util.function.Function<String, List<String>> splitter,
                               final String... required) throws MalformedAnswerException {
        final List<String> lines = text.lines().toList();
        final String header = lines.isEmpty() ? "" : lines.get(0);
        if (!header.startsWith("# ")) {
            throw new MalformedAnswerException("first line '" + start(header) + "' (expected: a header after '# ')", null);
        }
        final Map<String, Integer> columns = new HashMap<>();
        final List<String> names = splitter.apply(header.substring(2));
        for (int i = 0; i < names.size(); i++) {
            columns.putIfAbsent(names.get(i), i);
        }
        for (final String name : required) {
            if (!columns.containsKey(name)) {
                throw new MalformedAnswerException("no column '" + name + "' in: " + start(header), null);
            }
        }
        final List<List<String>> rows = new ArrayList<>(lines.size());
        for (final String line : lines.subList(1, lines.size())) {
            if (!line.isBlank() && !line.startsWith("#")) {
                rows.add(splitter.apply(line));
            }
        }
        return new Table(columns, rows);
    }

    /** HAProxy quotes a cell with a comma or a quote in it, and doubles quotes inside (RFC 4180, 2). */
    private static List<String> splitCsv(final String line) {
        return line.indexOf('"') < 0 ? Slices.of(line, ',') : splitQuoted(line);
    }

    private static List<String> splitQuoted(final String line) {
        final List<String> cells = new ArrayList<>(USUAL_CELLS);
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
