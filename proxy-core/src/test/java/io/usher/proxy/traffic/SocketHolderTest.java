package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SocketHolderTest {

    @Test
    void namesAProxyByItsLauncherAndItsOwnWords() {
        assertEquals("/opt/bin/usher-proxy -D -f a.cfg", SocketHolder.readable(
            "/usr/bin/java\0-XX:+UseSerialGC\0-Dusher.launcher=/opt/bin/usher-proxy\0-cp\0a.jar\0"
                + "io.usher.proxy.launch.Main\0-D\0-f\0a.cfg\0"));
    }

    @Test
    void cutsWhatIsTooLongForAMessage() {
        assertEquals("nginx: master process", SocketHolder.readable("nginx: master process\0\0\0"));
        assertEquals("x".repeat(160) + "...", SocketHolder.readable("x".repeat(500)));
    }
}
