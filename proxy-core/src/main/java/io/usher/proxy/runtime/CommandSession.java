package io.usher.proxy.runtime;

import io.usher.proxy.config.StatsSocket.Level;
import java.util.concurrent.ScheduledExecutorService;

/** What a connection to a stats socket remembers between commands. Used on the thread {@code runtime} only. */
public final class CommandSession {

    private final Level socketLevel;
    private Level level;
    private boolean interactive;
    private boolean quitting;
    private final ScheduledExecutorService timer;
    private Runnable atClose = () -> { };
    private long timeoutMillis;

    /**
     * A new session.
     *
     * @param level         what the socket allows
     * @param timeoutMillis inactivity after which it is closed, 0 = never
     * @param timer         runs what commands want done later, on the thread {@code runtime}
     */
    public CommandSession(final Level level, final long timeoutMillis, final ScheduledExecutorService timer) {
        this.socketLevel = level;
        this.level = level;
        this.timeoutMillis = timeoutMillis;
        this.timer = timer;
    }

    /** Runs things later, on the thread {@code runtime}. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** What to do if the client leaves before it has the answer to the running command. */
    void onClose(final Runnable action) {
        atClose = action;
    }

    /** The client has left. */
    void closed() {
        atClose.run();
    }

    /** What the session may do now. */
    public Level level() {
        return level;
    }

    /** What the socket allows; the session's own level may have been lowered since. */
    public Level socketLevel() {
        return socketLevel;
    }

    /** Gives rights up; they cannot be regained. */
    void lower(final Level newLevel) {
        level = newLevel;
    }

    boolean has(final Level least) {
        return level.compareTo(least) >= 0;
    }

    /** Whether the session shows a prompt and stays open. */
    boolean interactive() {
        return interactive;
    }

    void togglePrompt() {
        interactive = !interactive;
    }

    boolean quitting() {
        return quitting;
    }

    void quit() {
        quitting = true;
    }

    /** Inactivity after which the session is closed, ms; 0 = never. */
    long timeoutMillis() {
        return timeoutMillis;
    }

    void timeoutMillis(final long millis) {
        timeoutMillis = millis;
    }
}
