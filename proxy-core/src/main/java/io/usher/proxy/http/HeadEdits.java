package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * What changes in a head on its way through the proxy: header lines dropped, header lines added behind the others, and the
 * {@code Connection} header. The message's own connection headers ({@code Connection}, {@code Keep-Alive},
 * {@code Proxy-Connection}, and those that {@code Connection} names) are always dropped, without being asked for (RFC 9110,
 * 7.6.1).
 *
 * <p>One object can serve every message of a connection: {@link #clear()} makes it new. Not for use by two threads.
 */
public final class HeadEdits {
    /** What an upgrade needs, spelt as HAProxy forwards it. */
    static final byte[] UPGRADE_LINE = Octets.ascii("connection: Upgrade\r\n");
    private static final byte[] KEEP_ALIVE_LINE = Octets.ascii("connection: keep-alive\r\n");
    private static final byte[] CLOSE_LINE = Octets.ascii("connection: close\r\n");

    private AsciiString[] drops = new AsciiString[4];
    private int dropCount;
    private AsciiString[] names = new AsciiString[4];
    private CharSequence[] values = new CharSequence[4];
    private int addCount;
    private ConnectionOption connection = ConnectionOption.NONE;

    /** Forgets all edits. */
    public HeadEdits clear() {
        Arrays.fill(drops, 0, dropCount, null);
        Arrays.fill(names, 0, addCount, null);
        Arrays.fill(values, 0, addCount, null);
        dropCount = 0;
        addCount = 0;
        connection = ConnectionOption.NONE;
        return this;
    }

    /** Leaves out every header of this name; the case of letters is of no matter. */
    public HeadEdits drop(final AsciiString name) {
        if (dropCount == drops.length) {
            drops = Arrays.copyOf(drops, 2 * dropCount);
        }
        drops[dropCount++] = name.toLowerCase();
        return this;
    }

    /**
     * Adds a header line behind the others. The name is written in lower case, as HAProxy does.
     *
     * @throws IllegalArgumentException if the name is no token or the value has a byte that a header value cannot have
     */
    public HeadEdits add(final AsciiString name, final CharSequence value) {
        requireToken(name);
        requireValue(name, value);
        if (addCount == names.length) {
            names = Arrays.copyOf(names, 2 * addCount);
            values = Arrays.copyOf(values, 2 * addCount);
        }
        names[addCount] = name.toLowerCase();
        values[addCount++] = value;
        return this;
    }

    /** {@return what is added so far, as header lines} */
    public String additions() {
        final StringBuilder lines = new StringBuilder();
        for (int i = 0; i < addCount; i++) {
            lines.append(names[i]).append(": ").append(values[i]).append('\n');
        }
        return lines.toString();
    }

    /**
     * Adds what {@link #additions()} of another one said.
     *
     * @throws IllegalArgumentException as {@link #add}, or if a line has no colon
     */
    public HeadEdits additions(final String lines) {
        for (final String line : lines.isEmpty() ? new String[0] : lines.split("\n")) {
            final int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new IllegalArgumentException("header line '" + line + "' (expected: NAME: VALUE)");
            }
            add(new AsciiString(line.substring(0, colon)), line.substring(colon + 2));
        }
        return this;
    }

    /** Sets the {@code Connection} header that the other side gets; default none. */
    public HeadEdits connection(final ConnectionOption option) {
        connection = option;
        return this;
    }

    /** The {@code Connection} header that the other side gets. */
    public ConnectionOption connection() {
        return connection;
    }

    int dropCount() {
        return dropCount;
    }

    AsciiString dropped(final int i) {
        return drops[i];
    }

    /** Writes what is added behind a message's own header lines, and the empty line. */
    void writeTo(final ByteBuf out, final boolean upgradeWritten) {
        for (int i = 0; i < addCount; i++) {
            ByteBufUtil.writeAscii(out, names[i]);
            out.writeShort(':' << 8 | ' ');
            ByteBufUtil.writeAscii(out, values[i]);
            out.writeShort('\r' << 8 | '\n');
        }
        switch (connection) {
            case NONE -> { }
            case KEEP_ALIVE -> out.writeBytes(KEEP_ALIVE_LINE);
            case CLOSE -> out.writeBytes(CLOSE_LINE);
            case UPGRADE -> {
                if (!upgradeWritten) {
                    out.writeBytes(UPGRADE_LINE);
                }
            }
        }
        out.writeShort('\r' << 8 | '\n');
    }

    private static void requireToken(final AsciiString name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("header name is empty (expected: a token)");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!Octets.isToken(name.byteAt(i))) {
                throw new IllegalArgumentException("header name '" + name + "' (expected: a token)");
            }
        }
    }

    private static void requireValue(final AsciiString name, final CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c > '~')) {
                throw new IllegalArgumentException("value of header '" + name + "' has character " + (int) c + " at " + i
                        + " (expected: visible ASCII, space or tab)");
            }
        }
    }
}
