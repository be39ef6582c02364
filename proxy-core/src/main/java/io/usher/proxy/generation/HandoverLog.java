package io.usher.proxy.generation;

/** Where start, handover and drain tell what happens; lines are for the operator. Any thread; never blocks. */
public interface HandoverLog {

    /** Something expected: a successor came, a generation drained. */
    void notice(String line);

    /** Something that costs: a roll-back, a dead generation's seats on hold, a refused successor. */
    void warning(String line);

    /** A successor was refused; counted as well where it is told. */
    default void refused(final String line) {
        warning(line);
    }

    /** The process {@code pid} (0 = not known) asked to succeed, or could not even ask, and was refused. */
    default void refused(final long pid, final String why) {
        refused("refused a successor, pid " + pid + ": " + why);
    }

    /** A handover was rolled back; counted as well where it is told. */
    default void rolledBack(final String line) {
        warning(line);
    }
}
