package io.usher.proxy.generation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The predecessor's sending of listeners: numbered by their order on D, at most {@link #WINDOW} without an answer, and
 * sent again under a new number when one was lost. Thread: {@code generation}.
 */
final class ListenerOffer {
    /** Most descriptors without an answer: what a unix socket certainly carries (and the kernel counts in flight). */
    static final int WINDOW = 32;

    private final Peer peer;
    private final Map<String, Integer> listeners;
    private final Deque<String> waiting;
    private final Map<Long, String> unanswered = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private long last;
    private boolean connected;

    ListenerOffer(final Peer peer, final Map<String, Integer> listeners) {
        this.peer = peer;
        this.listeners = Map.copyOf(listeners);
        this.waiting = new ArrayDeque<>(listeners.keySet());
    }

    /** WELCOME, and all that is to be known before the listeners come. */
    void welcome(final Parts parts, final int successor, final String token) {
        peer.send(Message.of(MessageType.WELCOME, Message.VERSION, parts.number(), ProcessHandle.current().pid(), successor,
            token, parts.folder()));
        peer.send(Message.of(MessageType.JOURNAL, parts.number()));
        peer.send(Message.of(MessageType.LISTENERS, listeners.size()));
        parts.serving().exportState().forEach(v -> peer.send(Message.of(MessageType.STATE, v)));
        peer.send(Message.of(MessageType.STATE_END));
    }

    /** Connection D is there. */
    void connected() {
        connected = true;
        send();
    }

    private void send() {
        while (connected && unanswered.size() < WINDOW && !waiting.isEmpty()) {
            final String key = waiting.remove();
            last++;
            unanswered.put(last, key);
            peer.send(Message.of(MessageType.LISTENER, last, key));
            peer.sendDescriptor(listeners.get(key));
        }
    }

    /** An ACK, NAK or DECLINE. */
    void answered(final Message m) throws MalformedMessageException {
        final String key = unanswered.remove(m.count(0));
        if (key == null) {
            throw new MalformedMessageException(m.type().word() + ": descriptor " + m.count(0)
                + " (expected: one that was sent and not answered)");
        }
        switch (m.type()) {
            case ACK -> taken.add(key);
            case NAK -> waiting.add(key);
            default -> {
                // Declined: its listener stays ours alone, and is emptied and closed after ACTIVE.
            }
        }
        send();
    }

    /** {@return whether every listener has been taken or declined} */
    boolean complete() {
        return waiting.isEmpty() && unanswered.isEmpty();
    }

    /** {@return number of the last descriptor sent} */
    long last() {
        return last;
    }

    /** {@return keys of the listeners the successor has} */
    Set<String> taken() {
        return taken;
    }
}
