package io.usher.agent.store;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes one value of the row that the cursor stands on.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
}
