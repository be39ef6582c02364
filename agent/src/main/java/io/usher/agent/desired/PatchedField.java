package io.usher.agent.desired;

import io.usher.agent.request.Invalid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One field that a patch touches, validated.
 *
 * @param field which
 * @param value the new value as text; empty = clear
 */
record PatchedField(ServerField field, Optional<String> value) {
    private static final int MAX_WEIGHT = 256;

    /** All that are not absent, in the order state, weight, maxconn. */
    static List<PatchedField> of(final ServerPatch patch) throws Invalid {
        final List<PatchedField> fields = new ArrayList<>();
        add(fields, ServerField.STATE, patch.state(), ServerState::json);
        add(fields, ServerField.WEIGHT, patch.weight(), n -> number("weight", n, MAX_WEIGHT));
        add(fields, ServerField.MAXCONN, patch.maxconn(), n -> number("maxconn", n, Integer.MAX_VALUE));
        return fields;
    }

    private static <T> void add(final List<PatchedField> fields, final ServerField field, final FieldChange<T> change,
                                final Function<T, String> text) {
        if (change instanceof FieldChange.Set<T> set) {
            fields.add(new PatchedField(field, Optional.of(text.apply(set.value()))));
        } else if (change instanceof FieldChange.Clear<T>) {
            fields.add(new PatchedField(field, Optional.empty()));
        }
    }

    private static String number(final String field, final int value, final int max) {
        if (value < 0 || value > max) {
            throw new Invalid(field, field + ": " + value + " (expected: 0 to " + max + ")");
        }
        return Integer.toString(value);
    }
}
