package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens answers that go on, up to the limit of event subscribers. Any thread. */
final class Streams {

    private static final int RETRY_SECONDS = 5;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    Streams(final int most) {
        this.most = most;
    }

    /** Open ones. */
    int count() {
        return open.get();
    }

    /** Whether only the head of the stream's answer was asked for; then it is answered. */
    static boolean answeredByItsHead(final Context context, final String contentType) {
        if (context.method() != HandlerType.HEAD) {
            return false;
        }
        context.status(200).contentType(contentType).header("Cache-Control", "no-store");
        return true;
    }

    /** @throws TooMany where as many are open as may be */
    StreamedAnswer open(final Context context, final String contentType) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            throw new TooMany(most + " event streams and watches are open (expected: at most so many; the limit event-subscribers"
                    + " says how many; ask again in " + RETRY_SECONDS + " s)", RETRY_SECONDS);
        }
        final StreamedAnswer answer;
        try {
            answer = StreamedAnswer.open(context, contentType);
        } catch (RuntimeException e) {
            open.decrementAndGet();
            throw e;
        }
        answer.whenGone(open::decrementAndGet);
        return answer;
    }
}
