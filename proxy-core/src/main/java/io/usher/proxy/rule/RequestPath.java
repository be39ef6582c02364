package io.usher.proxy.rule;

/** The path of a request target (HAProxy configuration manual, 7.3.6 "path"). */
final class RequestPath {
    private RequestPath() {
    }

    /** The part from the first slash of the path up to the query; null for "*" and for an authority. */
    static String of(final String target) {
        int begin = 0;
        if (!target.startsWith("/")) {
            final int scheme = target.indexOf("://");
            begin = scheme < 0 ? -1 : target.indexOf('/', scheme + 3);
        }
        if (begin < 0) {
            return null;
        }
        final int query = target.indexOf('?', begin);
        return target.substring(begin, query < 0 ? target.length() : query);
    }
}
