package io.usher.proxy.traffic;

/** Where clients of a finishing generation leave for its successor. Any thread. */
public interface ClientExit {

    /** A client without a request at a server; it waits for its turn, and takes up no request meanwhile. */
    void offer(Departure client);
}
