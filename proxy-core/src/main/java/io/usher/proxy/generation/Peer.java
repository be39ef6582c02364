package io.usher.proxy.generation;

/**
 * The other generation's end of the connections C and D. Thread: {@code generation}. Sending never fails: a dead peer shows
 * as EOF.
 */
interface Peer {

    /** Sends a line on C, behind all sent before. */
    void send(Message message);

    /** Sends a line on C, and runs the action once it has been given to the kernel, or could not be. */
    void send(Message message, Runnable written);

    /** Sends a line on C; then runs one of the actions: it has been given to the kernel, or could not be. */
    void send(Message message, Runnable written, Runnable failed);

    /** Sends a descriptor on D, behind all sent before; the descriptor stays open here. */
    void sendDescriptor(int descriptor);

    /** From now on that one hears what comes from it. */
    void hears(Hearer next);

    /** Closes both connections. Nothing is received afterwards. */
    void close();
}
