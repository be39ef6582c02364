package io.usher.proxy.traffic;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What goes with a client that moves to the next generation: where it came in, what was read ahead, its log fields, and for a
 * queued one where it waits. Times are ages in nanoseconds, since clocks differ between processes. Nothing in it is trusted
 * by the reader but that the sender is a generation of the same owner.
 */
final class Luggage {

    /** Most bytes of a packed client, before base 64: with its other fields, a line of the handover holds them. */
    static final int MOST = 45_000;
    /** A moment that was not reached. */
    static final long NEVER = Long.MIN_VALUE;

    /** What the client waits for. */
    enum Kind {
        /** HTTP, no request or a half-read head. */
        BETWEEN,
        /** HTTP, a request in the backend's queue. */
        REQUEST,
        /** TCP, in the backend's queue. */
        STREAM
    }

    Kind kind;
    String frontend;
    SocketAddress address;
    SocketAddress localAddress;
    long acceptMillis;
    long acceptAge;
    /** What is left of the client's time limit, ns; 0 = none runs. */
    long limitLeft;
    /** No answer was given on this connection yet. */
    boolean first;
    /** {@link HttpTimes}: start, first byte, end of head, first server; ages or {@link #NEVER}. */
    final long[] times = new long[HttpTimes.CARRIED];
    /** Bytes read and not used; for a request, its head and what followed it. */
    byte[] unread;
    /** {@link SocketIdentity} of the connection, by which the receiver knows that it has this client's descriptor. */
    long socket;
    /** What is added to the request's head on its way to the server ({@code HeadEdits}). */
    String additions = "";
    String backend = "";
    /** The server that was tried last; empty = none. */
    String server = "";
    /** It waits for that server alone. */
    boolean pinned;
    /** What is left of {@code timeout queue}, ns; 0 = none runs. */
    long queueLeft;
    int retries;
    boolean redispatched;
    /** {@code http-request disable-l7-retry} applied. */
    boolean retryForbidden;
    long backendQueue;
    long serverQueue;
    /** When a server was first assigned, as an age; {@link #NEVER} = none was. */
    long assignedAge = NEVER;

    /** {@return the text; null if it is too long to be carried} */
    String pack() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + unread.length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(kind.ordinal());
            out.writeUTF(frontend);
            write(out, address);
            write(out, localAddress);
            out.writeLong(acceptMillis);
            out.writeLong(acceptAge);
            out.writeLong(limitLeft);
            out.writeLong(socket);
            out.writeBoolean(first);
            for (final long time : times) {
                out.writeLong(time);
            }
            write(out, unread);
            if (kind != Kind.BETWEEN) {
                writeRequest(out);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size() > MOST ? null : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    private void writeRequest(final DataOutputStream out) throws IOException {
        out.writeUTF(backend);
        out.writeUTF(server);
        out.writeBoolean(pinned);
        write(out, additions.getBytes(StandardCharsets.ISO_8859_1));
        out.writeLong(queueLeft);
        out.writeInt(retries);
        out.writeBoolean(redispatched);
        out.writeBoolean(retryForbidden);
        out.writeLong(backendQueue);
        out.writeLong(serverQueue);
        out.writeLong(assignedAge);
    }

    /**
     * Reads what {@link #pack} wrote.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    static Luggage unpack(final String text) {
        final Luggage it = new Luggage();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
            it.read(in);
            if (in.read() >= 0) {
                throw new IllegalArgumentException("more bytes than expected");
            }
        } catch (final IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a moved client's fields: " + e.getMessage()
                + " (expected: as this version writes them)", e);
        }
        return it;
    }

    private void read(final DataInputStream in) throws IOException {
        kind = Kind.values()[in.readByte()];
        frontend = in.readUTF();
        address = readAddress(in);
        localAddress = readAddress(in);
        acceptMillis = in.readLong();
        acceptAge = in.readLong();
        limitLeft = in.readLong();
        socket = in.readLong();
        first = in.readBoolean();
        for (int i = 0; i < times.length; i++) {
            times[i] = in.readLong();
        }
        unread = readBytes(in);
        if (kind != Kind.BETWEEN) {
            backend = in.readUTF();
            server = in.readUTF();
            pinned = in.readBoolean();
            additions = new String(readBytes(in), StandardCharsets.ISO_8859_1);
            queueLeft = in.readLong();
            retries = in.readInt();
            redispatched = in.readBoolean();
            retryForbidden = in.readBoolean();
            backendQueue = in.readLong();
            serverQueue = in.readLong();
            assignedAge = in.readLong();
        }
    }

    private static void write(final DataOutputStream out, final byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(final DataInputStream in) throws IOException {
        final int length = in.readInt();
        if (length < 0 || length > MOST) {
            throw new IllegalArgumentException("a field of " + length + " bytes");
        }
        final byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static void write(final DataOutputStream out, final SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress inet) {
            final byte[] ip = inet.getAddress().getAddress();
            out.writeByte(ip.length);
            out.write(ip);
            out.writeInt(inet.getPort());
        } else {
            out.writeByte(0);
            out.writeUTF(address instanceof DomainSocketAddress unix ? unix.path() : "");
        }
    }

    private static SocketAddress readAddress(final DataInputStream in) throws IOException {
        final int length = in.readUnsignedByte();
        if (length == 0) {
            return new DomainSocketAddress(in.readUTF());
        }
        final byte[] ip = new byte[length];
        in.readFully(ip);
        return new InetSocketAddress(InetAddress.getByAddress(ip), in.readInt());
    }
}
