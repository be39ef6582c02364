package io.usher.agent.generation;

import io.usher.agent.proxy.SeatReport;

import java.time.Instant;

/**
 * One taken or held seat, as the generation that reported it says.
 *
 * @param id         the take's id, {@code generation.counter}
 * @param generation whose request sits there
 * @param backend    backend of the server line; empty if not reported
 * @param server     name of the server line; empty if not reported
 * @param address    resolved address and port, or a unix socket's identity
 * @param state      the proxy's word: {@code in-work}, {@code idle}, {@code closing}, {@code on-hold}, {@code elsewhere}
 * @param since      since when it is taken
 * @param ageMillis  the same as an age, ms
 * @param holder     the request or check that holds it, for people; empty if not reported
 * @param holdReason why it is on hold; empty if it is not
 */
public record SeatView(String id, int generation, String backend, String server, String address, String state,
                       Instant since, long ageMillis, String holder, String holdReason) {

    /** What a proxy reported at a time. */
    public static SeatView of(final SeatReport seat, final Instant now) {
        return new SeatView(seat.id(), seat.generation(), seat.backend(), seat.server(), seat.address(), seat.state(),
                now.minusMillis(seat.ageMillis()), seat.ageMillis(), seat.holder(), seat.holdReason());
    }
}
