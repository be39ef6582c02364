package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.demo.Load;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code acl p5queue avg_queue(custombe) gt 200} with {@code tcp-request content reject if p5queue}. */
class QueueRejectionIT {

    @Test
    void rejectsANewConnectionWithMoreThanTwoHundredQueuedPerServerAndLogsPR() throws Exception {
        try (Stage stage = new Stage(1, 300)) {
            final Process proxy = stage.proxy("proxy.out", "-db", "-f", stage.configuration.toString());
            Await.until("the proxy serves", 60, () -> stage.request("/").statusCode() == 200, stage::outputs);
            try (Load load = new Load(stage.clientPort, 203, true, "/query")) {
                Await.until("a rejection is logged with PR", 30, () -> {
                    try (Socket client = new Socket("127.0.0.1", stage.clientPort)) {
                        client.setSoTimeout(2000);
                        client.getOutputStream()
                                .write("GET /rejected HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        return client.getInputStream().read() < 0 && stage.log.last().contains(" PR-- ");
                    }
                }, stage::outputs);
                assertTrue(stage.log.last().contains("custom custom/<NOSRV> "), stage.log.last());
                // Kills the proxy under load: the load's own failures after that are none of this test's business.
                proxy.destroyForcibly();
                assertTrue(proxy.waitFor(20, TimeUnit.SECONDS));
            }
            assertEquals(0, stage.refused());
            assertEquals(1, stage.servers.get(0).peak());
        }
    }
}
