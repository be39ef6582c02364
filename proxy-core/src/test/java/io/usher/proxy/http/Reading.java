package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * What came of reading one message; two readings of the same bytes must be equal however the bytes were cut.
 *
 * @param fault the reason's code if it was refused, {@code incomplete} if bytes are missing, else empty
 * @param error the whole error as text, else empty
 * @param head the head's facts, or empty if there was no head
 * @param forwarded the head as forwarded without edits, escaped
 * @param body bytes of the body as received, escaped
 * @param content the body's content, escaped
 * @param used bytes of the input that belong to the message
 * @param endsByClose whether the sender's close at this place ends the message properly
 */
record Reading(String fault, String error, String head, String forwarded, String body, String content, int used,
        boolean endsByClose) {

    /** Reads requests, or responses to a certain method, again and again with the same objects, as a connection does. */
    static final class Reader {
        private final boolean requests;
        private final HttpMethod method;
        private final boolean upgradeAsked;
        private final RequestParser requestParser;
        private final ResponseParser responseParser;
        private final BodyFramer framer;
        private final BodyFramer decoder;

        Reader(final HttpLimits limits, final boolean requests, final HttpMethod method, final boolean upgradeAsked) {
            this.requests = requests;
            this.method = method;
            this.upgradeAsked = upgradeAsked;
            requestParser = new RequestParser(limits);
            responseParser = new ResponseParser(limits);
            framer = new BodyFramer(limits, requests ? 400 : 502);
            decoder = new BodyFramer(limits, requests ? 400 : 502);
        }

        static Reader of(final WireCase wire) {
            return new Reader(HttpLimits.DEFAULT, wire.name().startsWith("request"),
                    HttpMethod.valueOf(wire.fact("method", "GET")),
                    wire.fact("upgrade-asked", "false").equals("true"));
        }

        private ParseResult parse(final ByteBuf in) {
            return requests ? requestParser.parse(in) : responseParser.parse(in, method, upgradeAsked);
        }

        private HttpError error() {
            return requests ? requestParser.error() : responseParser.error();
        }

        /** Reads one message out of these bytes, which come in pieces that end at these places. */
        Reading read(final byte[] bytes, final int... cuts) {
            requestParser.reset();
            responseParser.reset();
            final ByteBuf in = Unpooled.buffer(bytes.length + 1);
            ParseResult result = ParseResult.NEED_MORE;
            int piece = 0;
            while (result == ParseResult.NEED_MORE && piece <= cuts.length) {
                final int end = piece < cuts.length ? cuts[piece] : bytes.length;
                in.writeBytes(bytes, in.writerIndex(), end - in.writerIndex());
                piece++;
                result = parse(in);
                if (result != ParseResult.DONE && in.readerIndex() != 0) {
                    throw new AssertionError("reader index moved to " + in.readerIndex() + " before the head was complete");
                }
            }
            if (result == ParseResult.NEED_MORE) {
                return new Reading("incomplete", "", "", "", "", "", 0, false);
            }
            if (result == ParseResult.BAD) {
                return new Reading(error().fault().code(), error().toString(), "", "", "", "", 0, false);
            }
            return readBody(requests ? requestParser.head() : responseParser.head(), in, bytes, piece, cuts);
        }

        private Reading readBody(final MessageHead head, final ByteBuf in, final byte[] bytes, final int firstPiece,
                final int[] cuts) {
            final ByteBuf body = Unpooled.buffer();
            final ByteBuf content = Unpooled.buffer();
            framer.start(head);
            decoder.start(head);
            int piece = firstPiece;
            while (true) {
                final int mine = framer.scan(in);
                decoder.decode(in.duplicate(), content);
                body.writeBytes(in, mine);
                if (framer.complete() || framer.bad() || piece > cuts.length) {
                    break;
                }
                final int end = piece < cuts.length ? cuts[piece] : bytes.length;
                in.writeBytes(bytes, in.writerIndex(), end - in.writerIndex());
                piece++;
            }
            if (!String.valueOf(framer.error()).equals(String.valueOf(decoder.error()))
                    || framer.complete() != decoder.complete()) {
                throw new AssertionError("scan and decode disagree: " + framer.error() + ", " + decoder.error());
            }
            final String fault = framer.bad() ? framer.error().fault().code()
                    : framer.complete() || framer.closed() ? "" : "incomplete";
            return new Reading(fault, String.valueOf(framer.error()), facts(head), text(forwarded(head)), text(body),
                    text(content),
                    in.readerIndex(), framer.closed());
        }

        private static String facts(final MessageHead head) {
            final StringBuilder facts = new StringBuilder();
            if (head instanceof RequestHead request) {
                facts.append(request.method()).append(' ').append(request.requestLine())
                        .append(request.mayTunnel() ? " may tunnel" : "")
                        .append(request.expectsContinue() ? " expects continue" : "");
            } else if (head instanceof ResponseHead response) {
                facts.append(response.status()).append(' ').append(response.reason())
                        .append(response.interim() ? " interim" : "");
            }
            return facts + " " + head.version() + " " + head.body() + " " + head.contentLength()
                    + " " + head.keepAlive() + " " + head.length();
        }
    }

    static ByteBuf forwarded(final MessageHead head) {
        final ByteBuf out = Unpooled.buffer();
        final HeadEdits edits = new HeadEdits();
        if (head instanceof RequestHead request) {
            request.writeTo(out, edits.connection(request.upgrade() ? ConnectionOption.UPGRADE : ConnectionOption.NONE));
        } else if (head instanceof ResponseHead response) {
            response.writeTo(out, edits.connection(response.status() == 101 ? ConnectionOption.UPGRADE : ConnectionOption.NONE));
        }
        return out;
    }

    static int[] everyByte(final byte[] bytes) {
        final int[] cuts = new int[Math.max(0, bytes.length - 1)];
        Arrays.setAll(cuts, i -> i + 1);
        return cuts;
    }

    private static String text(final ByteBuf buffer) {
        return WireCase.escape(ByteBufUtil.getBytes(buffer));
    }
}
