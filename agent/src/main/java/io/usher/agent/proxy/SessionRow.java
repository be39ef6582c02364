package io.usher.agent.proxy;

/**
 * One line of {@code show sess}; what it does not tell is empty.
 *
 * @param id       pointer, with {@code 0x}
 * @param protocol {@code proto}
 * @param source   {@code src}: the client
 * @param frontend {@code fe}
 * @param backend  {@code be}
 * @param server   {@code srv}
 * @param age      {@code age}, in the proxy's words, e.g. {@code 1m5s}
 * @param state    {@code state}, a word of Usher's own
 */
public record SessionRow(String id, String protocol, String source, String frontend, String backend, String server, String age,
                         String state) {
}
