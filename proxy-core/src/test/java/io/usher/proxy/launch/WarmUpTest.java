package io.usher.proxy.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.proxy.traffic.EventLoops;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    @Test
    void getsAllItsAnswersThroughThePrivateProxy() {
        try (EventLoops loops = new EventLoops(1, System::nanoTime)) {
            final WarmUp warmUp = WarmUp.begin(loops, System::nanoTime, WarmUp.Extent.HANDOVER);
            warmUp.await(60_000);
            assertEquals(WarmUp.Extent.HANDOVER.answers(), warmUp.answers());
        }
    }
}
