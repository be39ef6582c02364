package io.usher.agent.rest;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code Prefer: wait=N} (RFC 7240, 4.3): the answer comes once a thing is over, or N seconds have passed. Waiting takes no
 * thread. Preferences that are not understood are left alone, as the RFC says.
 */
final class Preference {

    /** Longer ones count as this: what stands between client and agent may end an answer that takes longer. */
    static final int LONGEST_SECONDS = 60;
    /** Beyond this nobody waits: each holds a connection. */
    private static final int MOST_WAITING = 200;
    private static final Pattern WAIT = Pattern.compile("(?i)(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?=[,;]|$)");
    private static final AtomicInteger WAITING = new AtomicInteger(); // changed by any thread

    private Preference() {
    }

    /**
     * Where the request prefers to wait, its answer is made later; else this does nothing.
     *
     * @param end     completes when the thing is over
     * @param over    makes the answer then
     * @param timeOut makes it when the time has passed
     */
    static <T> void waits(final Context context, final CompletableFuture<T> end, final Consumer<T> over, final Runnable timeOut) {
        final Optional<Integer> seconds = seconds(context.header("Prefer"));
        if (seconds.isEmpty()) {
            return;
        }
        if (WAITING.incrementAndGet() > MOST_WAITING) {
            WAITING.decrementAndGet();
            return;
        }
        context.header("Preference-Applied", "wait=" + seconds.get());
        context.future(() -> end.thenApply(Optional::of).completeOnTimeout(Optional.empty(), seconds.get(), TimeUnit.SECONDS)
                .whenComplete((how, failure) -> WAITING.decrementAndGet())
                .thenAccept(how -> how.ifPresentOrElse(over, timeOut)));
    }

    private static Optional<Integer> seconds(final String header) {
        final Matcher wait = WAIT.matcher(header == null ? "" : header);
        return wait.find() ? Optional.of(Math.min(LONGEST_SECONDS, Integer.parseInt(wait.group(1)))) : Optional.empty();
    }
}
