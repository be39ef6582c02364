package io.usher.proxy.generation;

import java.util.Arrays;
import java.util.List;

/** The handover's table of messages for tests outside of this package, so that they walk over every one there is. */
public final class HandoverMessages {
    /** Name of the system property that makes a process kill or stop itself, see {@link StopPoint}. */
    public static final String STOP_POINT = StopPoint.PROPERTY;
    /** The protocol's version. */
    public static final int VERSION = Message.VERSION;

    private HandoverMessages() {
    }

    /** {@return the names of the messages that the successor may send, or else those that the predecessor may} */
    public static List<String> sentBySuccessor(final boolean successor) {
        final MessageType.Sender side = successor ? MessageType.Sender.SUCCESSOR : MessageType.Sender.PREDECESSOR;
        return Arrays.stream(MessageType.values()).filter(t -> t.sentBy(side)).map(MessageType::word).toList();
    }
}
