package io.usher.proxy.live;

import io.usher.proxy.config.ServerLine.ServerCheck;
import java.util.Optional;

/**
 * A server's health counter and the last check's end, with HAProxy's arithmetic: levels 0 to rise-1 are down, rise to
 * rise+fall-1 are up; one good check of an up server restores it in full, one bad check of a down server empties it.
 * Instance lock held.
 */
public final class Health {

    private static final int DEFAULT_RISE = 2;
    private static final int DEFAULT_FALL = 3;
    /** Bits of {@code srv_check_state} in {@code show servers state}. */
    private static final int IN_PROGRESS = 0x01;
    private static final int CONFIGURED = 0x02;
    private static final int ENABLED = 0x04;
    private static final int PAUSED = 0x08;

    private final boolean checked;
    private final int rise;
    private final int fall;
    private int level;
    private boolean paused;
    /** {@code enable health}, {@code disable health}; a server added at runtime begins without. */
    private boolean enabled;
    private boolean inProgress;
    private CheckStatus status = CheckStatus.INITIALIZING;
    private CheckStatus.Result result = CheckStatus.Result.UNKNOWN;
    private int code;
    private String info = "";
    private long durationMillis;

    Health(final Optional<ServerCheck> check, final boolean maintenance) {
        checked = check.isPresent();
        rise = check.map(ServerCheck::rise).orElse(DEFAULT_RISE);
        fall = check.map(ServerCheck::fall).orElse(DEFAULT_FALL);
        level = maintenance ? 0 : rise;
        paused = maintenance && checked;
        enabled = checked;
    }

    /** A server that was added at runtime: its checks wait for {@code enable health}. */
    void disableFromStart(final boolean maintenance) {
        enabled = false;
        paused = maintenance && checked;
    }

    /** {@code enable health}: checks run from now on, unless the server is in maintenance. */
    void enable(final boolean maintenance) {
        enabled = checked;
        paused = maintenance && checked;
    }

    /** {@code disable health}: no check begins and none counts; the state stays as it is. */
    void disable() {
        enabled = false;
    }

    /** A check has begun: the last result is void, its status stays shown. */
    void started() {
        inProgress = true;
        result = CheckStatus.Result.UNKNOWN;
        info = "";
    }

    /** A check that began was given up without a result. */
    void abandoned() {
        inProgress = false;
    }

    /**
     * Takes the end of a check in.
     *
     * @return whether the level moved, which is what {@code option log-health-checks} reports
     */
    boolean ended(final CheckResult end) {
        inProgress = false;
        status = end.status();
        result = end.status().result();
        code = end.code();
        info = end.info();
        durationMillis = end.durationMillis();
        return switch (result) {
            case FAILED -> fell();
            case PASSED, CONDITIONALLY_PASSED -> rose();
            default -> false;
        };
    }

    private boolean fell() {
        if (level == 0) {
            return false;
        }
        level--;
        if (level < rise) {
            level = 0;
        }
        return true;
    }

    private boolean rose() {
        if (isFull()) {
            return false;
        }
        level++;
        if (level >= rise) {
            level = rise + fall - 1;
        }
        return true;
    }

    /** Maintenance: checks pause and the level is empty. */
    void pause() {
        paused = enabled;
        level = 0;
    }

    /** End of maintenance: up, but the first bad check counts in full. */
    void resume() {
        if (enabled) {
            paused = false;
            level = rise;
        }
    }

    void restore(final ServerHealth known) {
        level = Math.max(0, Math.min(known.level(), rise + fall - 1));
        status = known.status();
        result = known.result();
        code = known.code();
        info = known.info();
        durationMillis = known.durationMillis();
    }

    /** Whether the server has the keyword {@code check}. */
    public boolean checked() {
        return checked;
    }

    /** Whether it has the keyword {@code check} and its checks are not disabled at runtime. */
    public boolean enabled() {
        return enabled;
    }

    /** Whether checks run: configured, enabled, and not paused by maintenance. */
    public boolean running() {
        return enabled && !paused;
    }

    /** check_rise. */
    public int rise() {
        return rise;
    }

    /** check_fall. */
    public int fall() {
        return fall;
    }

    /** check_health: 0 to rise+fall-1. */
    public int level() {
        return level;
    }

    /** Whether the level is the highest: fully up. */
    public boolean isFull() {
        return level == rise + fall - 1;
    }

    /** Whether the level is one of the upper ones. */
    public boolean isUp() {
        return level >= rise;
    }

    /** Whether a check is under way (the "* " before check_status). */
    public boolean inProgress() {
        return inProgress;
    }

    /** check_status and check_desc: how the last check ended. */
    public CheckStatus status() {
        return status;
    }

    /** srv_check_result: what the last check said; UNKNOWN while one is under way. */
    public CheckStatus.Result result() {
        return result;
    }

    /** check_code, where {@link CheckStatus#hasCode()}. */
    public int code() {
        return code;
    }

    /** last_chk: free text; "" = none. */
    public String info() {
        return info;
    }

    /** check_duration, ms. */
    public long durationMillis() {
        return durationMillis;
    }

    /** srv_check_state: the bits of {@code show servers state}. */
    public int stateBits() {
        return (inProgress ? IN_PROGRESS : 0) | (checked ? CONFIGURED : 0) | (enabled ? ENABLED : 0) | (paused ? PAUSED : 0);
    }

    /**
     * The interval until the next check by HAProxy's rule: {@code inter} when fully up, {@code downinter} when fully down,
     * {@code fastinter} between.
     */
    public int intervalMillis(final ServerCheck check, final OperationalState state) {
        if (isFull()) {
            return check.inter();
        }
        final int special = state == OperationalState.STOPPED && level == 0 ? check.downinter() : check.fastinter();
        return special > 0 ? special : check.inter();
    }
}
