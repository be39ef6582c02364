package io.usher.proxy.live;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The request that a seat is taken for, as {@code show seats} tells of it.
 *
 * @param id     name of the client's session, as in {@code show sess}
 * @param line   the request line; "" for a connection in mode tcp
 * @param client address of the client
 */
public record SeatRequest(String id, String line, String client) {

    /** Who uses a seat, and can say for what. Asked by any thread: what it says may be a moment old. */
    public interface Holder {

        /** The request in hand. */
        SeatRequest request();
    }

    /** A request of a client at that address. */
    public static SeatRequest of(final String id, final String line, final SocketAddress client) {
        return new SeatRequest(id, line, client instanceof InetSocketAddress inet ? NetUtil.toSocketAddressString(inet)
            : "unix");
    }

    /** What a take's holder has in hand; what it is itself if it is no {@link Holder}. */
    public static Object of(final Object holder) {
        return holder instanceof Holder user ? user.request() : holder;
    }

    /** The method; "" in mode tcp, or where the request was not understood. */
    public String method() {
        final int blank = line.indexOf(' ');
        return blank < 0 ? "" : line.substring(0, blank);
    }

    /** The target without its query; "" likewise. */
    public String path() {
        final int blank = line.indexOf(' ');
        if (blank < 0) {
            return "";
        }
        final int end = line.indexOf(' ', blank + 1);
        final String target = line.substring(blank + 1, end < 0 ? line.length() : end);
        final int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    public String toString() {
        return (line.isEmpty() ? "tcp" : line) + " from " + client;
    }
}
