package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.usher.proxy.http.HttpError;
import io.usher.proxy.http.ResponseHead;

/** Takes an answer apart into what matters to a stream; fed by {@link AnswerReader} on the connection's loop. */
interface AnswerSink {

    /** An interim answer (1xx but 101); the head is valid during the call. */
    void interim(ResponseHead head);

    /** The answer's head, 101 included; valid until the answer ends. */
    void head(ResponseHead head);

    /** Body bytes, framing included: the next {@code length} readable ones, which the callee must read. */
    void body(ByteBuf in, int length);

    /** Everything from here on is no HTTP any more: the callee must read it all, now and when more comes. */
    void tunnel(ByteBuf in);

    /** The answer is complete. */
    void complete();

    /** The answer breaks the protocol; nothing more will come. */
    void malformed(HttpError error);
}
