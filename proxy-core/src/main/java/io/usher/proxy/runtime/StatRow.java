package io.usher.proxy.runtime;

/** One line of {@code show stat}: a proxy's frontend or backend side, or a server. Columns not set stay empty. */
final class StatRow {

    private final String[] values = new String[StatColumn.values().length];
    private final String[] modules = new String[StatColumn.MODULES.size()];

    /** A row with zeros in the first columns of HAProxy's protocol modules. */
    StatRow(final int moduleColumns) {
        for (int i = 0; i < moduleColumns; i++) {
            modules[i] = "0";
        }
    }

    StatRow set(final StatColumn column, final long value) {
        values[column.ordinal()] = Long.toString(value);
        return this;
    }

    StatRow set(final StatColumn column, final String value) {
        values[column.ordinal()] = value;
        return this;
    }

    /** Fills a module's column, by the name it has in the header. */
    StatRow module(final String name, final long value) {
        modules[StatColumn.MODULES.indexOf(name)] = Long.toString(value);
        return this;
    }

    String get(final StatColumn column) {
        final String value = values[column.ordinal()];
        return value == null ? "" : value;
    }

    void writeTo(final StringBuilder out) {
        for (final String value : values) {
            write(out, value);
        }
        out.append("-,");
        for (final String value : modules) {
            write(out, value);
        }
        out.append('\n');
    }

    /**
     * A value and the comma behind it; null = none. Quotes as HAProxy does: only what could be mistaken, quotes doubled (RFC
     * 4180, 2).
     */
    static void write(final StringBuilder out, final String value) {
        if (value != null) {
            if (value.indexOf(',') >= 0 || value.indexOf('"') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
                out.append('"').append(value.replace("\"", "\"\"")).append('"');
            } else {
                out.append(value);
            }
        }
        out.append(',');
    }
}
