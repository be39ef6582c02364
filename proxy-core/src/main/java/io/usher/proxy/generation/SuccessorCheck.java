package io.usher.proxy.generation;

import java.util.Optional;

/** Whether a process that says HELLO may succeed this generation. Thread: {@code generation}. */
final class SuccessorCheck {
    private final Parts parts;
    private final Predecessor of;

    SuccessorCheck(final Parts parts, final Predecessor of) {
        this.parts = parts;
        this.of = of;
    }

    /**
     * {@return why not; empty = it may}
     *
     * @param generations why the generation as a whole cannot hand over now
     */
    Optional<String> refusal(final Message hello, final Optional<String> generations) {
        return hello.count(0) != Message.VERSION
            ? Optional.of("protocol version " + hello.count(0) + " (expected: " + Message.VERSION + ")")
            : generations.or(this::busy);
    }

    private Optional<String> busy() {
        return switch (of.step()) {
            case ALONE -> parts.owner().held() ? astray() : Optional.of("this generation is not the owner");
            case OFFERED, COMMITTING, FINISHING, WITHOUT_STREAM, STANDBY -> Optional.of("generation " + of.successor() + " (pid "
                + of.successorPid() + ") already takes over or has taken over");
            case ENDED -> Optional.of("this generation ends");
        };
    }

    /** A successor that finds other files than these could be active beside this generation, and sell its seats again. */
    private Optional<String> astray() {
        return parts.astray().map(why -> why + ": generation " + parts.number()
            + " cannot hand its seats over (expected: the files it made; stop it before another one starts)");
    }
}
