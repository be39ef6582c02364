package io.usher.proxy.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the lines of one target go. Used by the log thread only; never waits, except for a pipe or a terminal. */
interface LogOutput extends AutoCloseable {

    /**
     * Sends one line.
     *
     * @param line its bytes, line feed included, in a direct buffer from position to limit
     * @return false if it was not taken because the receiver or the kernel had no room: the line is lost
     * @throws IOException if it could not be sent for another reason
     */
    boolean send(ByteBuffer line) throws IOException;

    @Override
    void close() throws IOException;
}
