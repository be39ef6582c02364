package io.usher.agent.desired;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * One field of a server: what the proxy says, what the configuration says, and the override that explains a difference.
 *
 * @param value      what the proxy now says
 * @param configured what its configuration says; empty where the snapshot of an adopted generation is missing
 * @param override   the value set at runtime
 * @param <T>        the field's type
 */
public record FieldView<T>(T value, Optional<T> configured, Optional<Override<T>> override) {

    /** A part of a value; where the override leaves that part as configured, it is none. */
    <P> FieldView<P> part(final Function<T, P> part) {
        final Optional<P> before = configured.map(part);
        if (override.isEmpty()) {
            return new FieldView<>(part.apply(value), before, Optional.empty());
        }
        return new FieldView<>(part.apply(value), before, override.filter(o -> !before.equals(Optional.of(part.apply(o.value()))))
                .map(o -> new Override<>(part.apply(o.value()), o.since(), o.by())));
    }

    /**
     * A value set at runtime.
     *
     * @param value the value
     * @param since since when
     * @param by    by whom
     * @param <T>   the field's type
     */
    public record Override<T>(T value, Instant since, String by) {
    }
}
