package io.usher.agent.launch;

/** How {@code usher-agent} ends (sysexits.h). */
final class ExitCode {
    static final int OK = 0;
    static final int USAGE = 64;
    static final int DIRECTORY_IN_USE = 73;
    static final int CONFIGURATION = 78;

    private ExitCode() {
    }
}
