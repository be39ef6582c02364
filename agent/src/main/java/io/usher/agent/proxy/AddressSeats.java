package io.usher.agent.proxy;

import java.util.List;

/**
 * One address of {@code show seats}.
 *
 * @param address   resolved address
 * @param limit     the smallest {@code maxconn} of the lines that name it; 0 = no limit
 * @param taken     taken seats
 * @param idle      those of them with an open connection and no request
 * @param contested how often a connection was closed there without an answer, though its seat was held rightly
 * @param servers   the lines that name it
 * @param seats     the taken and held ones
 */
public record AddressSeats(String address, int limit, int taken, int idle, long contested, List<Line> servers,
                           List<SeatReport> seats) {
    public AddressSeats {
        servers = List.copyOf(servers);
        seats = List.copyOf(seats);
    }

    /** A server line. */
    public record Line(String backend, String server) {
    }
}
