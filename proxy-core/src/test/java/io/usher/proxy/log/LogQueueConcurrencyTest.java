package io.usher.proxy.log;

import io.usher.proxy.config.LogTarget.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Lines from many threads to the one that writes them: in order, once, and counted where there was no room. */
class LogQueueConcurrencyTest {

    @Test
    void linesComeOutInAnOrderThatTheirThreadsExplain() {
        new StressOptions().iterations(8).invocationsPerIteration(400).threads(3).actorsPerThread(2).check(Calls.class);
    }

    /** The queue of two lines; only one thread takes. */
    @Param(name = "line", gen = IntGen.class, conf = "1:9")
    public static class Calls {
        private final LogQueue queue = new LogQueue(2);

        @Operation(params = "line")
        public void offer(final int line) {
            queue.offer(new LogQueue.Entry(List.of(), Severity.INFO, Integer.toString(line).getBytes(StandardCharsets.UTF_8)));
        }

        @Operation(nonParallelGroup = "log thread")
        public String take() {
            final StringBuilder lines = new StringBuilder();
            queue.take().forEach(e -> lines.append(new String(e.text(), StandardCharsets.UTF_8)).append(' '));
            return lines.toString();
        }
    }
}
