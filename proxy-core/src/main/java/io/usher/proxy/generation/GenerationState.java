package io.usher.proxy.generation;

import java.util.Locale;

/** Where a generation is in its life (the vocabulary's four states, and the time before the first). */
public enum GenerationState {
    /** Started, not serving yet: asking its predecessor, or inheriting from the dead. */
    STARTING,
    /** Takes connections and keeps the ledger. */
    ACTIVE,
    /** Takes no connections but still holds requests, or clients that could bring one. */
    FINISHING,
    /** Holds no request, queue entry, seat nor any client connection: this is final. */
    DRAINED,
    /** About to exit. */
    ENDED;

    /** {@return the word shown to users: the name in lower case} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
