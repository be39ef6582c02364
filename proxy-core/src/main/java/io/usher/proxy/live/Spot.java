package io.usher.proxy.live;

import io.usher.proxy.seat.Seats;
import java.net.SocketAddress;

/**
 * Where a server is: all that changes together when {@code set server B/S addr} gives it another address. Compared by
 * identity: a connection made before a change is at another spot than one made after, even if the server moves back.
 *
 * @param address        where requests connect
 * @param checkAddress   where checks connect
 * @param checkNeedsSeat whether checks go to the very address the seats are for
 * @param seats          the seats there
 */
public record Spot(SocketAddress address, SocketAddress checkAddress, boolean checkNeedsSeat, Seats seats) {
}
