package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The proxy's own answers, byte for byte as HAProxy 2.6 sends them (configuration manual, 4.2, {@code errorfile}). HAProxy has
 * two spellings: one for requests that it could not read (400 and 408), with capitals and {@code Connection: close} in the
 * middle, and one for requests that it has read, in lower case with {@code connection} at the end.
 */
public final class ErrorAnswers {
    private static final Map<Integer, Answer> ANSWERS = Stream.of(
            new Answer(200, "OK", "Service ready."),
            new Answer(400, "Bad request", "Your browser sent an invalid request."),
            new Answer(401, "Unauthorized", "You need a valid user and password to access this content."),
            new Answer(403, "Forbidden", "Request forbidden by administrative rules."),
            new Answer(404, "Not Found", "The resource could not be found."),
            new Answer(405, "Method Not Allowed",
                    "A request was made of a resource using a request method not supported by that resource"),
            new Answer(407, "Unauthorized", "You need a valid user and password to access this content."),
            new Answer(408, "Request Time-out", "Your browser didn't send a complete request in time."),
            new Answer(410, "Gone", "The resource is no longer available and will not be available again."),
            new Answer(413, "Payload Too Large", "The request entity exceeds the maximum allowed."),
            new Answer(421, "Misdirected Request", "Request sent to a non-authoritative server."),
            new Answer(422, "Unprocessable Content", "The server cannot process the contained instructions."),
            new Answer(425, "Too Early", "Your browser sent early data."),
            new Answer(429, "Too Many Requests", "You have sent too many requests in a given amount of time."),
            new Answer(500, "Internal Server Error", "An internal server error occurred."),
            new Answer(501, "Not Implemented",
                    ".The server does not support the functionality required to fulfill the request."),
            new Answer(502, "Bad Gateway", "The server returned an invalid or incomplete response."),
            new Answer(503, "Service Unavailable", "No server is available to handle this request."),
            new Answer(504, "Gateway Time-out", "The server didn't respond in time."))
            .collect(Collectors.toUnmodifiableMap(Answer::status, answer -> answer));

    private record Answer(int status, String reason, String text) {
        String body() {
            return "<html><body><h1>" + status + " " + reason + "</h1>\n" + text + "\n</body></html>\n";
        }

        /** To a request that could not be read. */
        String unread() {
            return "HTTP/1.1 " + status + " " + reason + "\r\nContent-length: " + body().length()
                    + "\r\nCache-Control: no-cache\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n" + body();
        }

        /** The head of an answer to a request that was read. */
        String head(final ConnectionOption option) {
            final String connection = switch (option) {
                case NONE, UPGRADE -> "";
                case KEEP_ALIVE -> "connection: keep-alive\r\n";
                case CLOSE -> "connection: close\r\n";
            };
            return "HTTP/1.1 " + status + " " + reason + "\r\ncontent-length: " + body().length()
                    + "\r\ncache-control: no-cache\r\ncontent-type: text/html\r\n" + connection + "\r\n";
        }
    }

    private ErrorAnswers() {
    }

    /**
     * The whole answer with head and body before the connection is closed; 400 and 408 in the spelling for requests that could
     * not be read. A new read-only buffer.
     *
     * @throws IllegalArgumentException if there is no such answer
     */
    public static ByteBuf of(final int status) {
        final Answer answer = answer(status);
        return status == 400 || status == 408 ? buffer(answer.unread()) : of(status, ConnectionOption.CLOSE);
    }

    /**
     * The whole answer to a request that was read. HAProxy keeps the client's connection open after it where the request allows
     * ({@link ConnectionOption#toClient} with HTTP/1.1 as the answer's version), but for 400 and 408. A new read-only buffer.
     *
     * @throws IllegalArgumentException if there is no such answer
     */
    public static ByteBuf of(final int status, final ConnectionOption option) {
        final Answer answer = answer(status);
        return buffer(answer.head(option) + answer.body());
    }

    /** As {@link #of(int, ConnectionOption)} with {@code CLOSE}, but for the answer to a HEAD request: without the body. */
    public static ByteBuf headOnly(final int status) {
        return headOnly(status, ConnectionOption.CLOSE);
    }

    /** As {@link #of(int, ConnectionOption)}, but for the answer to a HEAD request: without the body. */
    public static ByteBuf headOnly(final int status, final ConnectionOption option) {
        return buffer(answer(status).head(option));
    }

    private static Answer answer(final int status) {
        final Answer answer = ANSWERS.get(status);
        if (answer == null) {
            throw new IllegalArgumentException("error answer " + status + " (expected: one of "
                    + ANSWERS.keySet().stream().sorted().toList() + ")");
        }
        return answer;
    }

    private static ByteBuf buffer(final String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)).asReadOnly();
    }
}
