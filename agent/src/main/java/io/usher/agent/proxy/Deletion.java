package io.usher.agent.proxy;

/**
 * What became of {@code del server}.
 *
 * @param gone    the server is there no more
 * @param refusal why it stays for good, in the proxy's words; empty where it is gone, or only not drained yet
 */
public record Deletion(boolean gone, String refusal) {
    private static final String STILL = "still has connections";

    static Deletion of(final String answer) {
        final boolean gone = answer.startsWith("Server deleted") || answer.startsWith("No such server");
        return new Deletion(gone, gone || answer.contains(STILL) ? "" : answer.isEmpty() ? "it said nothing" : answer);
    }
}
