package io.usher.agent.store;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** What differs between the databases that the agent can use; all other SQL is common to both. */
public enum Dialect {
    /** One file, one agent. */
    H2("org.quartz.impl.jdbcjobstore.StdJDBCDelegate", "tables_h2.sql", false),
    /** A server, any number of agents. */
    POSTGRESQL("org.quartz.impl.jdbcjobstore.PostgreSQLDelegate", "tables_postgres.sql", true);

    private final String quartzDelegate;
    private final String quartzScript;
    private final boolean shared;

    Dialect(final String quartzDelegate, final String quartzScript, final boolean shared) {
        this.quartzDelegate = quartzDelegate;
        this.quartzScript = quartzScript;
        this.shared = shared;
    }

    /** Quartz's class for it. */
    public String quartzDelegate() {
        return quartzDelegate;
    }

    /** Whether several agents may use one database at the same time. */
    public boolean shared() {
        return shared;
    }

    String quartzScript() {
        return quartzScript;
    }

    /** Writes one row anew, whether or not there is one with its key; parameters in the order of key, then others. */
    String merge(final String table, final List<String> key, final List<String> others) {
        final String columns = String.join(", ", key) + (others.isEmpty() ? "" : ", " + String.join(", ", others));
        final String marks = String.join(", ", Collections.nCopies(key.size() + others.size(), "?"));
        final String keys = " (" + String.join(", ", key) + ")";
        if (this == H2) {
            return "MERGE INTO " + table + " (" + columns + ") KEY" + keys + " VALUES (" + marks + ")";
        }
        return "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ") ON CONFLICT" + keys + (others.isEmpty()
                ? " DO NOTHING"
                : " DO UPDATE SET " + others.stream().map(c -> c + " = EXCLUDED." + c).collect(Collectors.joining(", ")));
    }
}
