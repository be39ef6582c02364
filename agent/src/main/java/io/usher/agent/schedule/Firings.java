package io.usher.agent.schedule;

import java.time.Instant;
import java.util.Optional;

/** When something fires. */
@FunctionalInterface
interface Firings {

    /** The first firing after an instant; empty if there is none any more. */
    Optional<Instant> after(Instant instant);
}
