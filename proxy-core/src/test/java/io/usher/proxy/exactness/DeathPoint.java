package io.usher.proxy.exactness;

import io.usher.proxy.generation.HandoverMessages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A moment of a handover at which one side dies: its own part, and how it meets which message.
 *
 * @param successor whether it is the successor that dies
 * @param moment    {@code sending}, {@code sent} or {@code received}
 * @param message   the message's name
 */
record DeathPoint(boolean successor, String moment, String message) {
    /** Not sent by that side in any reload that goes as it should. */
    private static final Set<String> UNHEARD = Set.of("predecessor ACK", "predecessor NAK", "predecessor HOLD",
        "predecessor RESUME", "successor BACK", "successor REFUSED");
    /** What only the predecessor's clients have met: until the successor is active, nobody else has one. */
    private static final Set<String> BEFORE_ACTIVE = Set.of("sent HELLO", "received REFUSED", "received WELCOME",
        "received LISTENER", "received LISTENERS", "sent ACK", "sent DECLINE", "received JOURNAL", "received STATE",
        "received STATE-END", "sent READY", "received TAKEN", "received LIMIT", "received COMMIT", "sending ACTIVE");
    /** What comes only while something is at work for some time. */
    private static final Set<String> LATE = Set.of("PING", "STATS", "STATE", "UNWANT", "BYE");

    /**
     * {@return every moment of one side, in the order of the table} Those before the successor is active come first, since a
     * predecessor that is rolled back after that has closed the listener that was declined.
     */
    static List<DeathPoint> of(final boolean successor) {
        final List<DeathPoint> points = new ArrayList<>();
        for (final String m : HandoverMessages.sentBySuccessor(successor)) {
            points.add(new DeathPoint(successor, "sent", m));
        }
        for (final String m : HandoverMessages.sentBySuccessor(!successor)) {
            points.add(new DeathPoint(successor, "received", m));
        }
        // What is done before these is not done before the message in front of them.
        for (final String m : successor ? List.of("ACTIVE", "GRANT") : List.of("COMMIT", "RELEASE", "DRAINED")) {
            points.add(new DeathPoint(successor, "sending", m));
        }
        points.removeIf(p -> UNHEARD.contains((p.fromSuccessor() ? "successor " : "predecessor ") + p.message));
        points.sort(Comparator.comparing(p -> !p.beforeActive()));
        return points;
    }

    /** {@return whether it is the successor who says it} */
    boolean fromSuccessor() {
        return successor != moment.equals("received");
    }

    /** {@return java's option that makes the process die there} */
    List<String> kill() {
        return option("kill");
    }

    /** {@return java's option that makes the process stop there, as by SIGSTOP} */
    List<String> stop() {
        return option("stop");
    }

    private List<String> option(final String action) {
        return List.of("-D" + HandoverMessages.STOP_POINT + "=" + (successor ? "successor," : "predecessor,") + moment + ","
            + message + "," + action);
    }

    /** {@return whether the successor that dies there cannot have a client} */
    boolean beforeActive() {
        return successor && BEFORE_ACTIVE.contains(moment + " " + message);
    }

    /** {@return whether it takes a predecessor that is not drained at once} */
    boolean late() {
        return LATE.contains(message);
    }

    boolean is(final String name) {
        return message.equals(name);
    }

    @Override
    public String toString() {
        return (successor ? "successor" : "predecessor") + " at '" + moment + " " + message + "'";
    }
}
