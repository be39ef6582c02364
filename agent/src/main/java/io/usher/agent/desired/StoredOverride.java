package io.usher.agent.desired;

import io.usher.agent.configuration.OverrideEnded;

import java.time.Instant;
import java.util.Optional;

/**
 * A value set at runtime.
 *
 * @param key        of what
 * @param value      the value, as text
 * @param configured what the configuration said when it was set; the override ends when that changes
 * @param since      since when
 * @param by         by whom
 */
record StoredOverride(Key key, String value, Optional<String> configured, Instant since, String by) {

    /**
     * Whether a configuration overtakes it: the one place where that is decided.
     *
     * @param now what the configuration says of the field; empty where it says nothing
     * @return how it ends; empty where it goes on
     */
    Optional<OverrideEnded> endedBy(final Optional<String> now) {
        return configured.isEmpty() || now.isEmpty() || now.equals(configured) ? Optional.empty()
                : Optional.of(new OverrideEnded(key.backend(), Optional.of(key.server()), key.field().word(), value,
                configured.get(), now.get()));
    }

    /** One field of one server. */
    record Key(String backend, String server, ServerField field) {
        @Override
        public String toString() {
            return backend + "/" + server + " " + field.word();
        }
    }
}
