package io.usher.proxy.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.unix.DomainSocketAddress;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.Position;
import io.usher.proxy.config.ServerLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerAddressesTest {

    private static final Position HERE = new Position("a.cfg", 7);

    @TempDir
    private Path folder;

    private static ServerLine line(final BindAddress address, final Optional<String> seatOf) {
        return new ServerLine(1, "s", address, 1, 1, 0, false, false, Optional.empty(), Optional.empty(), seatOf, HERE);
    }

    @Test
    void sameAddressMeansSameSeats() {
        final TestInstance test = new TestInstance("""
            backend a
              server x 127.0.0.1:20001
              server y 127.0.0.1:20002
            backend b
              server z 127.0.0.1:20001
            """);
        assertSame(test.server("a", "x").seats(), test.server("b", "z").seats());
        assertNotEquals(test.server("a", "x").seats(), test.server("a", "y").seats());
        assertEquals(new InetSocketAddress("127.0.0.1", 20001), test.server("a", "x").address());
    }

    @Test
    void twoPathsToOneSocketMeanSameSeats() throws IOException {
        final Path socket = folder.resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            final Path link = Files.createSymbolicLink(folder.resolve("l"), socket);
            final TestInstance test = new TestInstance("backend a\n server x unix@" + socket + "\n server y unix@" + link
                + "\n server z unix@" + folder.resolve("none") + "\n");
            assertSame(test.server("a", "x").seats(), test.server("a", "y").seats());
            assertEquals(new DomainSocketAddress(link.toString()), test.server("a", "y").address());
            assertEquals("unix:" + folder.resolve("none"), test.server("a", "z").seats().address().key());
        }
    }

    @Test
    void nameThatDoesNotResolveIsNamedWithItsPlace() {
        final ServerAddresses addresses = new ServerAddresses(List.of());
        final ServerLine line = line(new BindAddress.Inet("no-such-host.invalid", 80), Optional.empty());
        assertEquals("a.cfg:7 : 'server s' : could not resolve address 'no-such-host.invalid'.",
            assertThrows(ServerAddressException.class, () -> addresses.connectAddress(line)).getMessage());
    }

    @Test
    void seatOfThatLeadsNowhereIsNamedWithItsPlace() {
        final ServerAddresses addresses = new ServerAddresses(List.of());
        final ServerLine line = line(new BindAddress.Inet("127.0.0.1", 80), Optional.of("b/x"));
        assertEquals("a.cfg:7 : 'server s' : 'seat-of' names 'b/x', which is no server (expected: BACKEND/SERVER).",
            assertThrows(ServerAddressException.class, () -> addresses.seatAddress(line)).getMessage());
    }
}
