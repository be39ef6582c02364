package io.usher.proxy.launch;

import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.Global;
import io.usher.proxy.generation.Generation;
import io.usher.proxy.generation.GenerationState;
import io.usher.proxy.log.LogSink;
import io.usher.proxy.runtime.ProcessFacts;
import io.usher.proxy.traffic.TrafficEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Gathers what {@code show info} tells of the process. */
final class ProcessReport {
    private ProcessReport() {
    }

    static ProcessFacts of(final Configuration configuration, final long pid, final int threads, final TrafficEngine engine,
                           final IntSupplier statsListeners, final Generation generation, final LogSink log) {
        final Global global = configuration.global();
        final long begun = System.nanoTime();
        return new ProcessFacts(VersionText.NUMBER, VersionText.DATE, pid, global.node().orElseGet(ProcessReport::hostName),
                global.description().orElse(""), generation.startedMillis(), threads, openFiles(), engine.maxconn(),
                () -> engine.listeners().open().size() + statsListeners.getAsInt(),
                () -> generation.state() == GenerationState.FINISHING || generation.state() == GenerationState.DRAINED,
                log::dropped, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    /** From the kernel, since asking the name service could take long. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
        } catch (final IOException e) {
            return loopbackName();
        }
    }

    private static String loopbackName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (final UnknownHostException e) {
            return "localhost";
        }
    }

    private static int openFiles() {
        try {
            return Files.readAllLines(Path.of("/proc/self/limits")).stream().filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split("\\s+")[3]).filter(soft -> soft.matches("\\d{1,9}")).mapToInt(Integer::parseInt)
                    .findFirst().orElse(Integer.MAX_VALUE);
        } catch (final IOException e) {
            return 0; // unknown without /proc
        }
    }
}
