package io.usher.agent.desired;

import io.usher.agent.generation.SeatView;
import io.usher.agent.proxy.AddressSeats;

import java.time.Instant;
import java.util.List;

/**
 * The seats at a server's address, as the active generation shows them now.
 *
 * @param address   resolved address
 * @param limit     the smallest {@code maxconn} of the lines that name it; 0 = no limit
 * @param taken     taken seats
 * @param idle      those of them with an open connection and no request
 * @param contested how often a connection was closed there without an answer, though its seat was held rightly
 * @param servers   the lines that name the address
 * @param seats     the taken and held ones
 */
public record ServerSeats(String address, int limit, int taken, int idle, long contested, List<AddressSeats.Line> servers,
                          List<SeatView> seats) {

    static ServerSeats of(final AddressSeats address, final Instant now) {
        return new ServerSeats(address.address(), address.limit(), address.taken(), address.idle(), address.contested(),
                address.servers(), address.seats().stream().map(seat -> SeatView.of(seat, now)).toList());
    }
}
