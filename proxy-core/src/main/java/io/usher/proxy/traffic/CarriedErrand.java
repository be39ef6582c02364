package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.usher.proxy.http.HttpError;
import io.usher.proxy.http.HttpMethod;
import io.usher.proxy.http.ResponseHead;
import io.usher.proxy.seat.Errand;
import io.usher.proxy.seat.HoldReason;
import java.nio.charset.StandardCharsets;

/**
 * Carries a health check's request over a connection that was idle, and reads its answer to the end, so that the connection
 * is idle again. On the connection's loop.
 */
final class CarriedErrand implements ServerUser, AnswerSink {

    private final TrafficEngine engine;
    private final ServerConnection connection;
    private final Errand errand;
    private boolean judged;
    private boolean over;

    CarriedErrand(final TrafficEngine engine, final ServerConnection connection, final Errand errand) {
        this.engine = engine;
        this.connection = connection;
        this.errand = errand;
    }

    void start() {
        if (over) {
            connection.unused();
            errand.over();
            return;
        }
        if (!connection.attachUncounted(this)) {
            over = true;
            errand.ended(connection.claim(false));
            return;
        }
        final byte[] request = errand.request();
        connection.answers().expect(this, method(request), false);
        connection.requestSent();
        connection.channel().writeAndFlush(Unpooled.wrappedBuffer(request), connection.channel().voidPromise());
    }

    private static HttpMethod method(final byte[] request) {
        final String text = new String(request, StandardCharsets.ISO_8859_1);
        final String word = text.substring(0, Math.max(0, text.indexOf(' ')));
        for (final HttpMethod method : HttpMethod.values()) {
            if (method.name().equals(word)) {
                return method;
            }
        }
        return HttpMethod.OTHER;
    }

    /** The check has waited long enough: the seat is on hold until the server is done. */
    void giveUp() {
        if (over) {
            return;
        }
        if (connection.state() != ServerConnection.State.IN_USE) {
            over = true; // start() is still to come.
            return;
        }
        leave(HoldReason.CHECK_TIMEOUT);
    }

    private void leave(final HoldReason why) {
        over = true;
        Abandonment.begin(engine, connection, why, true, true);
        errand.over();
    }

    private void end() {
        over = true;
        if (connection.answers().reusable() && !connection.inputClosed() && !connection.outputClosed()) {
            connection.park();
        } else {
            connection.close();
        }
        errand.over();
    }

    // ---- from the connection

    @Override
    public void serverData(final ByteBuf bytes) {
        connection.answers().feed(bytes);
    }

    @Override
    public void serverReadComplete() {
        // Nothing is collected.
    }

    @Override
    public void serverInputClosed() {
        if (!connection.answers().closed() && !over) {
            lost();
        }
    }

    @Override
    public void serverBroken(final Throwable cause) {
        if (!over) {
            lost();
        }
    }

    private void lost() {
        over = true;
        if (!connection.answers().begun()) {
            errand.ended(connection.takeOver());
            return;
        }
        if (!judged) {
            errand.unintelligible();
        }
        connection.close();
        errand.over();
    }

    @Override
    public void serverWritabilityChanged() {
        // A check's request fits any socket's buffer.
    }

    // ---- from the answer

    @Override
    public void interim(final ResponseHead head) {
        // The answer is still to come.
    }

    @Override
    public void head(final ResponseHead head) {
        judged = true;
        errand.answered(head.status(), head.reason());
    }

    @Override
    public void body(final ByteBuf in, final int length) {
        in.skipBytes(length);
    }

    @Override
    public void tunnel(final ByteBuf in) {
        in.skipBytes(in.readableBytes());
        if (!over) {
            leave(HoldReason.BAD_ANSWER);
        }
    }

    @Override
    public void complete() {
        end();
    }

    @Override
    public void malformed(final HttpError error) {
        if (!judged) {
            errand.unintelligible();
        }
        leave(HoldReason.BAD_ANSWER);
    }

    @Override
    public String toString() {
        return errand.toString();
    }
}
