package io.usher.proxy.traffic;

import io.usher.proxy.seat.Take;

/**
 * A server connection on hold on its way to the next generation, by descriptor. Methods may be called from any thread; they post
 * to the connection's loop. {@link #leave} comes first, once; of the others one, once, and only for a connection that was packed.
 */
public interface HoldDeparture {

    /** What became of {@link #leave}; exactly one call, on the connection's loop. */
    interface Answer {

        /**
         * No byte of it is read here any more: its descriptor may be sent, with this text. It stays open here until
         * {@link #gone} or {@link #stays}.
         */
        void packed(int descriptor, String watch);

        /** It has ended, or is not on hold. */
        void ended();
    }

    /** The seat that goes with it. */
    Take take();

    /** Takes the connection off its loop and packs how it is to be watched. */
    void leave(Answer answer);

    /** The next generation has it, and the ledger knows: closes the copy here, without shutdown. */
    void gone();

    /** The next generation has not got it: it is watched here again, half-closed, until the server closes. */
    void stays();
}
