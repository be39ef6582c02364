package io.usher.agent.configuration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One difference between two configurations that a running generation can be brought over.
 *
 * @param change what is changed
 * @param proxy  the backend, listen section or frontend
 * @param server the server, where one is meant
 * @param from   what the running configuration says; empty for what is added
 * @param to     what the new one says; empty for what is removed
 * @param words  for a server that comes or goes: address and options, defaults included
 */
public record LiveChange(Kind change, String proxy, Optional<String> server, Optional<String> from, Optional<String> to,
                         @JsonIgnore List<String> words) {

    /** What a running generation can be told. */
    public enum Kind {
        STATE, WEIGHT, MAXCONN, ADDRESS, SERVER_ADDED, SERVER_REMOVED, FRONTEND_MAXCONN;

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static LiveChange value(final Kind change, final String proxy, final String server, final Object from, final Object to) {
        return new LiveChange(change, proxy, Optional.of(server), Optional.of(from.toString()),
                Optional.of(to.toString()), List.of());
    }
}
