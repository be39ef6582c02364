package io.usher.proxy.generation;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Locale;

/**
 * For tests of this program only: the moment of a handover at which this process is to be killed or stopped, so that a
 * test can walk through every message. Read once from the system property {@value #PROPERTY}, which is four words
 * separated by commas: {@code predecessor|successor} (the part that this process plays), {@code sending|sent|received}
 * (before a message is written, when the kernel has it, before a received one is handled), the message's name, and
 * {@code kill|stop}: the process sends itself SIGKILL or SIGSTOP. Without the property nothing here ever acts.
 *
 * <p>Called where messages are written and read, on whatever thread does that: {@link NettyPeer}, {@link LineHandler} and,
 * for HELLO, {@link HandoverClient} and {@link HandoverServer}.
 */
final class StopPoint {
    /** Name of the system property. */
    static final String PROPERTY = "usher.stop-point";

    /** Numbers on Linux, signal(7). */
    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final String TEXT = System.getProperty(PROPERTY);
    /** Null where the property is not set, or says nothing of use: {@link #announce} tells which. */
    private static final StopPoint SET = parse(TEXT);

    private final MessageType.Sender side;
    private final Moment moment;
    private final MessageType type;
    private final int signal;

    private StopPoint(final MessageType.Sender side, final Moment moment, final MessageType type, final int signal) {
        this.side = side;
        this.moment = moment;
        this.type = type;
        this.signal = signal;
    }

    /** Where on its way a message is. */
    enum Moment { SENDING, SENT, RECEIVED }

    /** What becomes of the process. */
    private enum Action {
        KILL(SIGKILL), STOP(SIGSTOP);

        private final int signal;

        Action(final int signal) {
            this.signal = signal;
        }
    }

    private static StopPoint parse(final String text) {
        final String[] words = text == null ? new String[0] : text.toUpperCase(Locale.ROOT).split(",", -1);
        if (words.length != 4) {
            return null;
        }
        try {
            return new StopPoint(MessageType.Sender.valueOf(words[0]), Moment.valueOf(words[1]),
                MessageType.valueOf(words[2].replace('-', '_')), Action.valueOf(words[3]).signal);
        } catch (final IllegalArgumentException e) {
            return null; // announce() says what was expected.
        }
    }

    /**
     * Says that this process is going to stop itself.
     *
     * @throws StartRefusedException if the property is set and names no moment
     */
    static void announce(final HandoverLog log) throws StartRefusedException {
        if (SET != null) {
            Native.register(CLibrary.class, Platform.C_LIBRARY_NAME); // Now, so that the moment itself takes no time.
            log.warning("for a test, this process stops itself at " + TEXT + " (system property " + PROPERTY + ")");
        } else if (TEXT != null) {
            throw new StartRefusedException("system property " + PROPERTY + ": value '" + TEXT
                + "' (expected: predecessor|successor,sending|sent|received,MESSAGE,kill|stop)");
        }
    }

    /** {@return whether this process is going to stop itself} */
    static boolean isSet() {
        return SET != null;
    }

    /** {@return whether a write of this message must be followed to its end} */
    static boolean follows(final MessageType.Sender side, final MessageType type) {
        return SET != null && SET.moment == Moment.SENT && SET.side == side && SET.type == type;
    }

    /**
     * A message is at that moment of its way.
     *
     * @param side the part that this process plays
     */
    static void at(final MessageType.Sender side, final Moment moment, final MessageType type) {
        if (SET != null && SET.side == side && SET.moment == moment && SET.type == type) {
            CLibrary.raise(SET.signal);
        }
    }

    /** Java's own way of raising signals does not know these two. */
    private static final class CLibrary {
        private CLibrary() {
        }

        static native int raise(int signal);
    }
}
