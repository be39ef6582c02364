package io.usher.proxy.generation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.concurrent.CompletableFuture;

/**
 * A successor before READY (START, ASKED and PREPARING): gathers listeners and state. Knows no sockets nor clocks. Thread:
 * {@code generation}; {@link #gathered()} may be waited for by the main thread. When the main thread has prepared the
 * process, {@link #handTo} passes what came meanwhile, and everything that comes later, to the {@link Successor}.
 */
final class Asking {
    /** Time a predecessor has from HELLO to the last listener and value. */
    static final long LIMIT = 10_000;

    private final Peer peer;
    private final Set<String> wanted;
    private final IntConsumer discard;
    private final CompletableFuture<Gathered> gathered = new CompletableFuture<>();
    /** Listeners announced and not yet here, by number, in the order of D. */
    private final Map<Long, String> announced = new LinkedHashMap<>();
    /** Descriptors here and not yet announced: D may be faster than C; -1 = lost on the way. */
    private final Map<Long, Integer> early = new HashMap<>();
    private final Map<String, Integer> listeners = new HashMap<>();
    private final List<String> state = new ArrayList<>();
    private Message welcome;
    private long descriptors;
    private long count = -1;
    private long answered;
    private boolean stateComplete;
    private boolean lost;
    /** Whether D is open, or about to be. */
    private boolean descriptorsCome;
    private Successor next;

    /**
     * @param wanted  keys of the listeners to keep
     * @param discard closes a descriptor that is not wanted
     */
    Asking(final Peer peer, final Set<String> wanted, final IntConsumer discard) {
        this.peer = peer;
        this.wanted = wanted;
        this.discard = discard;
    }

    /** {@return what was gathered; fails with {@link StartRefusedException} if the predecessor refuses} */
    CompletableFuture<Gathered> gathered() {
        return gathered;
    }

    Peer peer() {
        return peer;
    }

    /** {@return the token for connection D once WELCOME is here; null before} */
    String token() {
        return welcome == null ? null : welcome.text(4);
    }

    void received(final Message m) {
        if (next != null) {
            next.received(m);
            return;
        }
        try {
            handle(m);
        } catch (final MalformedMessageException e) {
            fail(e.getMessage());
        }
    }

    private void handle(final Message m) throws MalformedMessageException {
        switch (m.type()) {
            case REFUSED -> fail("the predecessor refuses: " + m.text(0));
            case WELCOME -> welcome(m);
            case LISTENERS -> count = m.count(0);
            case LISTENER -> {
                announced.put(m.count(0), m.text(1));
                match();
            }
            case JOURNAL, PING -> {
                // WELCOME named generation and folder; being alive is no news.
            }
            case STATE -> state.add(m.text(0));
            case STATE_END -> stateComplete = true;
            case BYE -> {
                // Its EOF follows and says all that matters.
            }
            default -> throw new MalformedMessageException(m.type().word() + ": has no place before READY");
        }
        complete();
    }

    private void welcome(final Message m) throws MalformedMessageException {
        if (m.count(0) != Message.VERSION) {
            throw new MalformedMessageException("the predecessor speaks protocol version " + m.count(0) + " (expected: "
                + Message.VERSION + ")");
        }
        welcome = m;
    }

    /** The next descriptor on D; -1 = it was lost on the way, which consumes its number. */
    void descriptor(final int descriptor) {
        descriptors++;
        if (next != null) {
            next.descriptor(descriptors, descriptor);
            return;
        }
        if (gathered.isDone()) {
            if (descriptor >= 0) {
                discard.accept(descriptor); // None that was announced is missing, or nobody waits for one any more.
            }
            return;
        }
        early.put(descriptors, descriptor);
        match();
        complete();
    }

    private void match() {
        announced.entrySet().removeIf(a -> {
            final Integer descriptor = early.remove(a.getKey());
            if (descriptor == null) {
                return false;
            }
            answer(a.getKey(), a.getValue(), descriptor);
            return true;
        });
    }

    private void answer(final long n, final String key, final int descriptor) {
        if (descriptor < 0) {
            say(MessageType.NAK, n);
        } else if (wanted.contains(key) && !listeners.containsKey(key)) {
            listeners.put(key, descriptor);
            answered++;
            say(MessageType.ACK, n);
        } else {
            discard.accept(descriptor);
            answered++;
            say(MessageType.DECLINE, n);
        }
    }

    private void say(final MessageType type, final long n) {
        if (!lost) {
            peer.send(Message.of(type, n));
        }
    }

    private void complete() {
        if (stateComplete && welcome != null && answered == count && !gathered.isDone()) {
            gathered.complete(result());
        }
    }

    private Gathered result() {
        if (welcome == null) {
            return new Gathered(0, 0, 0, "", Map.copyOf(listeners), List.copyOf(state), lost);
        }
        return new Gathered(welcome.number(1), welcome.count(2), welcome.number(3), welcome.text(5), Map.copyOf(listeners),
            List.copyOf(state), lost);
    }

    /** The predecessor's stream has ended and everything it sent has been handled. */
    void eof() {
        if (next != null) {
            next.eof();
        } else {
            lost = true;
            if (!descriptorsCome) {
                gatherRemains();
            }
        }
    }

    /** Connection D is asked for: {@link #descriptorsEnded} follows, whatever becomes of it. */
    void descriptorsCome() {
        descriptorsCome = true;
    }

    /** Everything that came on connection D has been handled, and nothing comes any more. */
    void descriptorsEnded() {
        descriptorsCome = false;
        if (next == null && lost) {
            gatherRemains();
        }
    }

    /**
     * Of a dead predecessor's listeners those that came with their names. The others are closed, and D was read to its end
     * before: on its way, too, a listener keeps its address from whoever is to bind it now.
     */
    private void gatherRemains() {
        if (gathered.complete(result())) {
            discardEarly();
        }
    }

    private void discardEarly() {
        early.values().stream().filter(descriptor -> descriptor >= 0).forEach(discard::accept);
        early.clear();
    }

    /** The predecessor says what no generation says. */
    void broken(final String why) {
        if (next != null) {
            next.eof();
        } else {
            fail(why);
        }
    }

    private void fail(final String why) {
        if (gathered.completeExceptionally(new StartRefusedException(why))) {
            peer.close();
            listeners.values().forEach(discard::accept); // Somebody else may be asked next, or nobody.
            listeners.clear();
            discardEarly();
        } else {
            lost = true; // Already preparing: the lock decides, as at EOF.
            peer.close();
        }
    }

    /** From now on everything goes to that state machine: first the values that came since {@link #gathered()} was complete. */
    void handTo(final Successor successor, final int stateApplied) {
        next = successor;
        for (final String value : state.subList(stateApplied, state.size())) {
            successor.received(Message.of(MessageType.STATE, value));
        }
        if (lost) {
            successor.eof();
        }
    }
}
