package io.usher.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;

/** What {@code usher} tells scripts by its exit code. */
final class ExitCode {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int REFUSED_BY_THE_GATE = 3;
    static final int UNREACHABLE = 4;
    static final int NOT_FOUND = 5;
    static final int NOT_ALLOWED = 6;

    private ExitCode() {
    }

    /** Says on the error stream what went wrong, and picks the code. */
    static int of(final Exception failure, final PrintWriter error) {
        if (failure instanceof Api.Refused refused) {
            error.println(refused.getMessage());
            return switch (refused.status()) {
                case 401, 403 -> NOT_ALLOWED;
                case 404 -> NOT_FOUND;
                case 409 -> refused.byTheGate() ? REFUSED_BY_THE_GATE : FAILED;
                case 400, 422 -> USAGE;
                default -> FAILED;
            };
        }
        error.println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        return failure instanceof IOException ? UNREACHABLE : FAILED;
    }
}
