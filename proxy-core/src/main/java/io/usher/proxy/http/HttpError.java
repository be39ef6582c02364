package io.usher.proxy.http;

/**
 * Why a message was refused.
 *
 * @param status what to answer: 400 to a client, 502 to a client whose server sent this
 * @param fault the reason's stable code
 * @param offset where in the head, in bytes from its first, or in the body, in bytes from its first; -1 where no one byte is to
 *     blame
 * @param text for the log: the offending value, what was expected, and the place
 */
public record HttpError(int status, HttpFault fault, long offset, String text) {
}
