package io.usher.proxy.generation;

/** Whether a neighbour says anything between two PINGs to it. Thread: {@code generation}. */
final class Pulse {
    private boolean heard;

    /** A message of the neighbour came. */
    void heard() {
        heard = true;
    }

    /** Sends a PING; {@return whether the peer has been heard since the last call}. */
    boolean ping(final Peer peer) {
        peer.send(Message.of(MessageType.PING));
        final boolean was = heard;
        heard = false;
        return was;
    }
}
