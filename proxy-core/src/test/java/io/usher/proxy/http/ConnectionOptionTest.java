package io.usher.proxy.http;

import static io.usher.proxy.http.ConnectionOption.CLOSE;
import static io.usher.proxy.http.ConnectionOption.KEEP_ALIVE;
import static io.usher.proxy.http.ConnectionOption.NONE;
import static io.usher.proxy.http.HttpVersion.HTTP_1_0;
import static io.usher.proxy.http.HttpVersion.HTTP_1_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Each line was read off HAProxy 2.6.12. */
class ConnectionOptionTest {
    @Test
    void tellsServersWhatTheVersionDoesNotSay() {
        assertEquals(NONE, ConnectionOption.toServer(HTTP_1_1, true));
        assertEquals(CLOSE, ConnectionOption.toServer(HTTP_1_1, false));
        assertEquals(KEEP_ALIVE, ConnectionOption.toServer(HTTP_1_0, true));
        assertEquals(NONE, ConnectionOption.toServer(HTTP_1_0, false));
    }

    @Test
    void tellsClientsWhatTheVersionsDoNotSay() {
        assertEquals(NONE, ConnectionOption.toClient(HTTP_1_1, HTTP_1_1, true));
        assertEquals(KEEP_ALIVE, ConnectionOption.toClient(HTTP_1_1, HTTP_1_0, true));
        assertEquals(KEEP_ALIVE, ConnectionOption.toClient(HTTP_1_0, HTTP_1_1, true));
        assertEquals(KEEP_ALIVE, ConnectionOption.toClient(HTTP_1_0, HTTP_1_0, true));
        assertEquals(CLOSE, ConnectionOption.toClient(HTTP_1_1, HTTP_1_1, false));
        assertEquals(CLOSE, ConnectionOption.toClient(HTTP_1_1, HTTP_1_0, false));
        assertEquals(NONE, ConnectionOption.toClient(HTTP_1_0, HTTP_1_1, false));
    }
}
