package io.usher.proxy.traffic;

/**
 * A client on its way from this generation to the next, by descriptor. Methods may be called from any thread; they post to the
 * client's loop. {@link #leave} comes first, once; of the others one, at most once, and only for a client that was packed
 * (except {@link #back}, which may come for one that was never told to leave).
 */
public interface Departure {

    /** What became of {@link #leave}; exactly one call, on the client's loop. */
    interface Answer {

        /**
         * The client is deregistered: its descriptor may be sent, with this text. It stays open here until {@link #gone} or
         * {@link #close}.
         */
        void packed(int descriptor, String luggage);

        /** It cannot be carried, and is served on here. */
        void stays();

        /** There is no such client any more, or it waits for nothing. */
        void ended();
    }

    /** Takes the client off its loop, so that no byte of it is read here any more, and packs what is known of it. */
    void leave(Answer answer);

    /** The successor has it: closes the copy here, without shutdown. */
    void gone();

    /** The successor refused it: it is served on here, and not offered to that successor again. */
    void refused();

    /** It cannot be sent, or the successor is dead: it is served on here. */
    void back();

    /** Nobody can tell who has it: closes the copy here, without a byte, and without shutdown. */
    void close();
}
