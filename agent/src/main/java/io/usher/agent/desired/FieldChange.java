package io.usher.agent.desired;

import java.util.Objects;

/**
 * What a merge patch (RFC 7396) says of one field.
 *
 * @param <T> the field's type
 */
public sealed interface FieldChange<T> {

    /** The patch does not mention the field. */
    record Absent<T>() implements FieldChange<T> {
    }

    /** {@code null}: the override is cleared, the configuration's value counts again. */
    record Clear<T>() implements FieldChange<T> {
    }

    /** A new override. */
    record Set<T>(T value) implements FieldChange<T> {
        public Set {
            Objects.requireNonNull(value, "value");
        }
    }

    static <T> FieldChange<T> absent() {
        return new Absent<>();
    }

    static <T> FieldChange<T> clear() {
        return new Clear<>();
    }

    static <T> FieldChange<T> set(final T value) {
        return new Set<>(value);
    }
}
