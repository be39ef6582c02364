package io.usher.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a message ends, found the plain way: split the text into lines, look the headers up, count. It shares nothing with the
 * code under test, knows well-formed messages only, and throws on others.
 */
final class ReferenceFraming {
    private ReferenceFraming() {
    }

    /**
     * The end of the message that these bytes start with.
     *
     * @param method of the request that a response answers; null for a request
     */
    static int end(final byte[] bytes, final HttpMethod method) {
        final String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int start = 0;
        while (method == null && all.startsWith("\r\n", start)) {
            start += 2;
        }
        final int headEnd = all.indexOf("\r\n\r\n", start) + 4;
        final String[] lines = all.substring(start, headEnd - 4).split("\r\n", -1);
        if (method != null && hasNoBody(Integer.parseInt(lines[0].split(" ", -1)[1]), method)) {
            return headEnd;
        }
        final List<String> lengths = values(lines, "content-length");
        final List<String> codings = values(lines, "transfer-encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new IllegalArgumentException("lengths " + lengths + ", codings " + codings);
        }
        if (!codings.isEmpty()) {
            return chunkedEnd(all, headEnd);
        }
        if (!lengths.isEmpty()) {
            return Math.toIntExact(headEnd + Long.parseLong(lengths.get(0)));
        }
        return method == null ? headEnd : bytes.length;
    }

    private static boolean hasNoBody(final int status, final HttpMethod method) {
        return method == HttpMethod.HEAD || status < 200 && status != 101 || status == 204 || status == 304;
    }

    private static List<String> values(final String[] lines, final String name) {
        final List<String> values = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            final String[] parts = lines[i].split(":", 2);
            if (parts[0].toLowerCase(Locale.ROOT).equals(name)) {
                values.add(parts[1].trim());
            }
        }
        return values;
    }

    private static int chunkedEnd(final String all, final int from) {
        int at = from;
        while (true) {
            final int lineEnd = all.indexOf("\r\n", at);
            final int size = Integer.parseInt(all.substring(at, lineEnd).split(";", 2)[0].trim(), 16);
            at = lineEnd + 2;
            if (size == 0) {
                break;
            }
            at += size + 2;
        }
        while (!all.startsWith("\r\n", at)) {
            at = all.indexOf("\r\n", at) + 2;
        }
        return at + 2;
    }
}
