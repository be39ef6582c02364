package io.usher.proxy.runtime;

import io.usher.proxy.generation.Generation;
import io.usher.proxy.generation.GenerationState;
import io.usher.proxy.generation.Neighbour;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The generation, as commands see it. Called on the thread {@code runtime}; must not block. */
public interface GenerationControl {

    /** {@return its number, from 1} */
    int number();

    /** {@return where it is in its life} */
    GenerationState state();

    /** {@return whether nothing of it, or before it, is left undrained} */
    boolean drained();

    /** {@return when this process began to be a generation, ms since 1970} */
    long startedMillis();

    /** {@return the generation before, while it is not gone} */
    Optional<Neighbour> predecessor();

    /** {@return the generation that takes over or has taken over} */
    Optional<Neighbour> successor();

    /** Runs the action, on any thread, when {@link #drained()} is true; at once if it is. */
    void onDrained(Runnable action);

    /** Takes no more connections, serves what is here, and ends. */
    void finish();

    /**
     * Has the successor hand everything back, so that this generation is active again.
     *
     * @return completes, on any thread, with empty once it is, or with the reason why not
     */
    CompletionStage<Optional<String>> resume();

    /** Runs an action that sets values at runtime, on any thread: at once, or after the short freeze of a handover. */
    void whenWritable(Runnable action);

    /** {@return the control of this process's own generation} */
    static GenerationControl of(final Generation generation) {
        return new GenerationControl() {
            @Override
            public int number() {
                return generation.number();
            }

            @Override
            public GenerationState state() {
                return generation.state();
            }

            @Override
            public boolean drained() {
                return generation.drained();
            }

            @Override
            public long startedMillis() {
                return generation.startedMillis();
            }

            @Override
            public Optional<Neighbour> predecessor() {
                return generation.predecessor();
            }

            @Override
            public Optional<Neighbour> successor() {
                return generation.successor();
            }

            @Override
            public void onDrained(final Runnable action) {
                generation.onDrained(action);
            }

            @Override
            public void finish() {
                generation.finish();
            }

            @Override
            public CompletionStage<Optional<String>> resume() {
                return generation.resume();
            }

            @Override
            public void whenWritable(final Runnable action) {
                generation.whenWritable(action);
            }
        };
    }
}
