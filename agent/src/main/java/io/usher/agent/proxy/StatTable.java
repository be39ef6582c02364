package io.usher.agent.proxy;

import java.util.ArrayList;
import java.util.List;

/**
 * All of {@code show stat}, cell by cell, of one generation at one time.
 *
 * @param columns names, in order
 * @param rows    frontends, backends and servers, as the proxy lists them
 */
public record StatTable(List<String> columns, List<List<String>> rows) {

    static StatTable read(final String csv) throws MalformedAnswerException {
        final Table table = Table.csv(csv, "pxname", "svname", "type");
        final List<List<String>> rows = new ArrayList<>();
        table.rows().forEach(row -> rows.add(row.cells()));
        return new StatTable(table.columnNames(), rows);
    }

    /** Where a column stands; -1 where this proxy has none such. */
    public int column(final String name) {
        return columns.indexOf(name);
    }

    /** A cell; empty where there is none. */
    public static String cell(final List<String> row, final int column) {
        return column < 0 || column >= row.size() ? "" : row.get(column);
    }
}
