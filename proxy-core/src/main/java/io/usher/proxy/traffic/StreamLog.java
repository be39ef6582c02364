package io.usher.proxy.traffic;

/** Told of every stream that has ended; it is where log lines come from. */
public interface StreamLog {

    /**
     * A stream has ended. Called on the stream's event loop, once for each stream, after its last byte was handed to the
     * kernel; must not block.
     *
     * @param record what there is to log; valid during this call only, the stream uses it again for its next request
     */
    void ended(StreamRecord record);
}
