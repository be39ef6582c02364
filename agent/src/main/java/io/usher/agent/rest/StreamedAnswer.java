package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.event.Outlet;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that goes on: what is sent is written when the connection takes it, by whoever sends or by a thread of the web
 * server (Servlet 6.0, 3.7 "Non Blocking I/O"), so that an open stream costs no thread. It holds whatever is sent: the sender
 * looks at {@link #waiting}.
 */
final class StreamedAnswer implements Outlet {

    private static final Logger LOG = LoggerFactory.getLogger(StreamedAnswer.class);
    /** For the last words, where the client does not read. */
    private static final long PATIENCE_SECONDS = 5;

    private final Deque<byte[]> queue = new ArrayDeque<>(); // this and the next fields: guarded by this
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Runnable abort;
    private ServletOutputStream out; // null until the web server has said that it may be written to
    private Runnable whenEmpty = () -> { };
    private long waiting;
    private long sent;
    private boolean unflushed;
    private boolean closing;

    private StreamedAnswer(final Runnable abort) {
        this.abort = abort;
    }

    /** Turns the request's answer into one that goes on, 200 with headers that keep it from being kept anywhere. */
    static StreamedAnswer open(final Context context, final String contentType) {
        context.res().setContentType(contentType);
        context.res().setCharacterEncoding("UTF-8");
        context.res().setHeader("Cache-Control", "no-store");
        context.res().setHeader("X-Accel-Buffering", "no"); // else nginx in between would wait for more
        final var connection = ServletContextRequest.getServletContextRequest(context.req()).getConnectionMetaData()
                .getConnection();
        final StreamedAnswer answer = new StreamedAnswer(() -> connection.getEndPoint().close());
        context.future(() -> {
            final AsyncContext request = context.req().getAsyncContext();
            request.setTimeout(0);
            answer.ended.thenRun(() -> complete(request));
            answer.begin(context);
            // never completed: the framework would go on with a request that the web server may have ended, and it tries to
            // answer that again and again
            return new CompletableFuture<>();
        });
        return answer;
    }

    private static void complete(final AsyncContext request) {
        try {
            request.complete();
        } catch (IllegalStateException e) {
            LOG.debug("the web server ended it before: {}", e.getMessage());
        }
    }

    private void begin(final Context context) {
        try {
            // without the framework's wrapper, which may compress and would hold small pieces back
            final ServletOutputStream stream = context.res().getOutputStream();
            stream.setWriteListener(new WriteListener() {
                @Override
                public void onWritePossible() {
                    synchronized (StreamedAnswer.this) {
                        out = stream;
                    }
                    proceed();
                }

                @Override
                public void onError(final Throwable failure) {
                    gone(failure);
                }
            });
        } catch (IOException e) {
            gone(e);
        }
    }

    @Override
    public synchronized long waiting() {
        return waiting;
    }

    @Override
    public synchronized long sent() {
        return sent;
    }

    @Override
    public void send(final byte[] bytes) {
        synchronized (this) {
            if (closing) {
                return;
            }
            queue.add(bytes);
            waiting += bytes.length;
        }
        proceed();
    }

    @Override
    public void last(final byte[] bytes) {
        synchronized (this) {
            if (closing) {
                return;
            }
            queue.clear();
            queue.add(bytes);
            waiting = bytes.length;
            closing = true;
        }
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(() -> {
            if (!ended.isDone()) {
                abort.run();
                gone(new IOException("the client does not read"));
            }
        });
        proceed();
    }

    /** Whether nobody gets any more. */
    boolean gone() {
        return ended.isDone();
    }

    @Override
    public synchronized void whenEmpty(final Runnable task) {
        whenEmpty = task;
    }

    @Override
    public void whenGone(final Runnable task) {
        ended.whenComplete((done, failure) -> task.run());
    }

    private void proceed() {
        final Runnable emptied;
        final boolean over;
        try {
            synchronized (this) {
                emptied = write() ? whenEmpty : () -> { };
                // ready: nothing is on its way to the connection either
                over = closing && queue.isEmpty() && !unflushed && out != null && !ended.isDone() && out.isReady();
            }
        } catch (IOException | IllegalStateException e) {
            gone(e);
            return;
        }
        emptied.run();
        if (over) {
            ended.complete(null);
        }
    }

    /** Writes what can be written now; whether it was something and nothing waits any more. */
    private boolean write() throws IOException {
        boolean any = false;
        while (out != null && (!queue.isEmpty() || unflushed) && out.isReady()) {
            final byte[] next = queue.poll();
            if (next == null) {
                unflushed = false;
                out.flush();
            } else {
                any = true;
                unflushed = true;
                waiting -= next.length;
                sent += next.length;
                out.write(next);
            }
        }
        return any && queue.isEmpty();
    }

    private void gone(final Throwable why) {
        synchronized (this) {
            closing = true;
            queue.clear();
            waiting = 0;
            unflushed = false;
        }
        LOG.debug("a stream ended: {}", String.valueOf(why));
        ended.complete(null);
    }
}
