package io.usher.agent.reload;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether reloads that wait may start at a time, as maintenance windows say. One asked for {@code now} is not asked about:
 * whoever asks so means now. Asked on the conductor's thread and by whoever shows a waiting reload, never with a lock of the
 * reloads held; answers at once and does not throw. Whoever changes the answer calls {@link Reloads#permissionChanged}.
 */
@FunctionalInterface
public interface StartPermission {
    /** Without any window. */
    StartPermission ALWAYS = now -> Optional.empty();

    /** Why none may start now; empty = they may. */
    Optional<Closed> refusal(Instant now);

    /**
     * They may not.
     *
     * @param reason for people, e.g. {@code outside maintenance window nightly, opens at 2026-12-01T02:00:00Z}
     * @param opens  when they may, as far as that is known: they are looked at again then
     */
    record Closed(String reason, Optional<Instant> opens) {
    }
}
