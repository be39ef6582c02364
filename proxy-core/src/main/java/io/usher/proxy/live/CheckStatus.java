package io.usher.proxy.live;

/**
 * How a health check ended (HAProxy management manual, 9.1 "check_status"; the codes are those of 2.6's
 * {@code show servers state}).
 */
public enum CheckStatus {
    UNKNOWN(0, Result.UNKNOWN, "UNK", "Unknown"),
    INITIALIZING(1, Result.UNKNOWN, "INI", "Initializing"),
    CHECKED(3, Result.NEUTRAL, "CHECKED", "No status change"),
    SOCKERR(5, Result.FAILED, "SOCKERR", "Socket error"),
    L4OK(6, Result.PASSED, "L4OK", "Layer4 check passed"),
    L4TOUT(7, Result.FAILED, "L4TOUT", "Layer4 timeout"),
    L4CON(8, Result.FAILED, "L4CON", "Layer4 connection problem"),
    L7TOUT(12, Result.FAILED, "L7TOUT", "Layer7 timeout"),
    L7RSP(13, Result.FAILED, "L7RSP", "Layer7 invalid response"),
    L7OK(15, Result.PASSED, "L7OK", "Layer7 check passed"),
    L7STS(17, Result.FAILED, "L7STS", "Layer7 wrong status");

    /** What the end of a check means, numbered as in {@code srv_check_result}. */
    public enum Result {
        UNKNOWN, NEUTRAL, FAILED, PASSED, CONDITIONALLY_PASSED;

        /** The number. */
        public int code() {
            return ordinal();
        }
    }

    /** Statuses from here on carry a layer 7 code. */
    private static final int FIRST_WITH_CODE = 14;

    private final int code;
    private final Result result;
    private final String word;
    private final String text;

    CheckStatus(final int code, final Result result, final String word, final String text) {
        this.code = code;
        this.result = result;
        this.word = word;
        this.text = text;
    }

    /** The number in {@code show servers state}. */
    public int code() {
        return code;
    }

    /** What it means. */
    public Result result() {
        return result;
    }

    /** The word of the column {@code check_status}. */
    public String word() {
        return word;
    }

    /** The text of the column {@code check_desc} and of log lines. */
    public String text() {
        return text;
    }

    /** Whether {@code check_code} is shown (the HTTP status). */
    public boolean hasCode() {
        return code >= FIRST_WITH_CODE;
    }

    /** Whether {@code check_duration} is shown: not before a first check has ended. */
    public boolean hasDuration() {
        return code > INITIALIZING.code;
    }

    /** The status with a number of {@code show servers state}; UNKNOWN if there is none. */
    public static CheckStatus ofCode(final int code) {
        for (final CheckStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        return UNKNOWN;
    }
}
