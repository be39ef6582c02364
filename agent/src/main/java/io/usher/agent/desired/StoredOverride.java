package io.usher.agent.desired;

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

    /** One field of one server. */
    record Key(String backend, String server, ServerField field) {
        @Override
        public String toString() {
            return backend + "/" + server + " " + field.word();
        }
    }
}
