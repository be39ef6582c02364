package io.usher.proxy.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ACLs that every proxy has (HAProxy configuration manual, 7.4 "Pre-defined ACLs"). */
final class PredefinedAcls {
    private static final Map<String, List<String>> EXPRESSIONS = new LinkedHashMap<>();

    static {
        EXPRESSIONS.put("FALSE", List.of("always_false"));
        EXPRESSIONS.put("HTTP", List.of("req_proto_http"));
        EXPRESSIONS.put("HTTP_1.0", List.of("req_ver", "1.0"));
        EXPRESSIONS.put("HTTP_1.1", List.of("req_ver", "1.1"));
        EXPRESSIONS.put("HTTP_URL_ABS", List.of("url_reg", "^[^/:]*://"));
        EXPRESSIONS.put("HTTP_URL_SLASH", List.of("url_beg", "/"));
        EXPRESSIONS.put("HTTP_URL_STAR", List.of("url", "*"));
        EXPRESSIONS.put("LOCALHOST", List.of("src", "127.0.0.1/8", "::1"));
        EXPRESSIONS.put("METH_CONNECT", List.of("method", "CONNECT"));
        EXPRESSIONS.put("METH_DELETE", List.of("method", "DELETE"));
        EXPRESSIONS.put("METH_GET", List.of("method", "GET", "HEAD"));
        EXPRESSIONS.put("METH_HEAD", List.of("method", "HEAD"));
        EXPRESSIONS.put("METH_OPTIONS", List.of("method", "OPTIONS"));
        EXPRESSIONS.put("METH_POST", List.of("method", "POST"));
        EXPRESSIONS.put("METH_PUT", List.of("method", "PUT"));
        EXPRESSIONS.put("METH_TRACE", List.of("method", "TRACE"));
        EXPRESSIONS.put("TRUE", List.of("always_true"));
    }

    private PredefinedAcls() {
    }

    /** The ACL of that name, as if it stood in the statement. */
    static Optional<Acl> find(final Statement statement, final String name) throws StatementException {
        final List<String> expression = EXPRESSIONS.get(name);
        return expression == null ? Optional.empty() : Optional.of(AclParser.parse(statement, name, expression));
    }
}
