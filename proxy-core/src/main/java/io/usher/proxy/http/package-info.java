/**
 * HTTP/1.1 framing on Netty buffers, strict by RFC 9110 and RFC 9112: where a message starts, what its head says, where its body
 * ends, and how the head is written on to the other side.
 *
 * <p>Entry classes: {@link io.usher.proxy.http.RequestParser}, {@link io.usher.proxy.http.ResponseParser},
 * {@link io.usher.proxy.http.BodyFramer}, {@link io.usher.proxy.http.HeadEdits} and {@link io.usher.proxy.http.ErrorAnswers}.
 *
 * <p>Nothing here knows sockets, threads or clocks. An object belongs to one connection and is used on that connection's event
 * loop only; the constants ({@code ErrorAnswers}, {@code HttpLimits}) are immutable and free for all. A parser makes no garbage
 * per message: it keeps its head, the index of its header lines and its bytes for the next one ({@code reset()}).
 *
 * <p>Malformed input never throws: it is a {@link io.usher.proxy.http.ParseResult#BAD} with an
 * {@link io.usher.proxy.http.HttpError}.
 */
package io.usher.proxy.http;
