package io.usher.agent.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code usher} tells scripts by its exit code: the only table of them. */
enum ExitCode {
    DONE("done"),
    FAILED("failed"),
    USAGE("wrong usage: a word, an option or a value"),
    REFUSED_BY_THE_GATE("refused by the gate: an earlier generation is not drained"),
    UNREACHABLE("no agent answers"),
    NOT_FOUND("no such thing"),
    NOT_ALLOWED("not allowed: no good token, or its role is too low");

    private final String meaning;

    ExitCode(final String meaning) {
        this.meaning = meaning;
    }

    /** What the process ends with. */
    int code() {
        return ordinal();
    }

    /** The table as help shows it. */
    static Map<String, String> table() {
        final Map<String, String> table = new LinkedHashMap<>();
        for (final ExitCode each : values()) {
            table.put(String.valueOf(each.code()), each.meaning);
        }
        return table;
    }

    /** Which one a failure is. */
    static ExitCode of(final Exception failure) {
        if (failure instanceof Refused refused) {
            return switch (refused.status()) {
                case 400, 422 -> refused.byTheProxy() ? FAILED : USAGE;
                case 401, 403 -> NOT_ALLOWED;
                case 404 -> NOT_FOUND;
                case 409 -> refused.byTheGate() ? REFUSED_BY_THE_GATE : FAILED;
                default -> FAILED;
            };
        }
        return failure instanceof Unreachable ? UNREACHABLE : FAILED;
    }
}
