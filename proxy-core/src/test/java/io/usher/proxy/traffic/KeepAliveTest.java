package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.Errors.NativeIoException;
import io.usher.proxy.config.ServerLine.ServerCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTest {

    private static KeepAlive of(final int inter, final int fall) {
        return KeepAlive.of(Optional.of(new ServerCheck(inter, 0, 0, 2, fall, Optional.empty(), 0)));
    }

    @ParameterizedTest
    @CsvSource({"100,3,1,3", "1000,3,1,3", "1001,3,2,3", "2000,3,2,3", "2000,1,2,1", "4000,3,4,3", "5000,2,5,2",
        "60000,3,5,3", "2147483647,2147483647,5,3", "1,2147483647,1,19", "2000,100,2,9"})
    void asksAsOftenAsTheChecksDoAndNeverLess(final int inter, final int fall, final int seconds, final int probes) {
        assertEquals(new KeepAlive(seconds, probes), of(inter, fall));
        assertTrue(of(inter, fall).silenceSeconds() <= KeepAlive.UNCHECKED.silenceSeconds());
    }

    @Test
    void asksEveryFiveSecondsWhereNothingIsChecked() {
        assertEquals(new KeepAlive(5, 3), KeepAlive.of(Optional.empty()));
        assertEquals(0, KeepAlive.of(Optional.empty()).restNanos());
    }

    @Test
    void leavesTheSeatTakenForAsLongAsWithoutChecks() {
        assertEquals(TimeUnit.SECONDS.toNanos(16), of(100, 3).restNanos());
        assertEquals(TimeUnit.SECONDS.toNanos(12), of(2000, 3).restNanos());
        assertEquals(0, of(60_000, 3).restNanos());
    }

    @Test
    void setsWhatItSays() {
        final Channel channel = Connector.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), new KeepAlive(2, 7));
        try {
            assertTrue(channel.config().getOption(ChannelOption.SO_KEEPALIVE));
            assertEquals(List.of(2, 2, 7), List.of(channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE),
                channel.config().getOption(EpollChannelOption.TCP_KEEPINTVL),
                channel.config().getOption(EpollChannelOption.TCP_KEEPCNT)));
        } finally {
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void tellsSilenceFromWhatTheServerSays() {
        assertTrue(LastHold.isSilence(new NativeIoException("recv", -110)));
        assertTrue(LastHold.isSilence(new NativeIoException("recv", -113)));
        assertFalse(LastHold.isSilence(new NativeIoException("recv", -104)));
        assertFalse(LastHold.isSilence(null));
    }
}
