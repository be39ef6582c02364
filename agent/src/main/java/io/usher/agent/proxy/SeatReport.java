package io.usher.agent.proxy;

/**
 * One taken or held seat in the JSON of {@code show generation}.
 *
 * @param id         {@code generation.counter}
 * @param generation whose request sits there
 * @param backend    backend of its server line; empty if not told
 * @param server     its server line; empty if not told
 * @param address    resolved address
 * @param state      e.g. {@code in-work}
 * @param ageMillis  since it was taken
 * @param holder     the request or check; empty if not told
 * @param holdReason why it is on hold; empty if it is not
 */
public record SeatReport(String id, int generation, String backend, String server, String address, String state,
                         long ageMillis, String holder, String holdReason) {
}
