package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads what stands behind an ACL's name, or between braces: fetch, flags, patterns (HAProxy manual, 7.1). */
final class AclParser {
    private static final Map<String, SampleFetch> FETCHES = fetches();
    private static final Map<String, Acl.Match.Method> SUFFIXES = Map.of("_beg", Acl.Match.Method.BEG,
            "_end", Acl.Match.Method.END, "_sub", Acl.Match.Method.SUB, "_dir", Acl.Match.Method.DIR,
            "_dom", Acl.Match.Method.DOM, "_reg", Acl.Match.Method.REG);

    private final Statement statement;
    private final List<String> words;
    private SampleFetch fetch;
    private Acl.Match.Method method = Acl.Match.Method.STR;
    private boolean caseInsensitive;

    private AclParser(final Statement statement, final List<String> words) {
        this.statement = statement;
        this.words = words;
    }

    private static Map<String, SampleFetch> fetches() {
        final Map<String, SampleFetch> map = new HashMap<>();
        for (final SampleFetch fetch : SampleFetch.values()) {
            map.put(fetch.word(), fetch);
        }
        map.put("req.hdr", SampleFetch.HDR);
        map.put("req.ver", SampleFetch.REQ_VER);
        map.put("req.proto_http", SampleFetch.REQ_PROTO_HTTP);
        return map;
    }

    /**
     * Reads one ACL line.
     *
     * @param name  its name; "" for an anonymous one
     * @param words fetch, flags and patterns
     */
    static Acl parse(final Statement statement, final String name, final List<String> words) throws StatementException {
        return new AclParser(statement, words).parse(name);
    }

    private Acl parse(final String name) throws StatementException {
        final String expression = words.isEmpty() ? "" : words.get(0);
        if (expression.isEmpty()) {
            throw new StatementException("missing fetch method in ACL expression ''.");
        }
        final int open = expression.indexOf('(');
        final int comma = expression.indexOf(',');
        if (comma >= 0 && (open < 0 || comma < open)) {
            throw new StatementException(HaproxyKeywords.notYet("converter", expression.substring(comma))).about(expression);
        }
        final String word = open < 0 ? expression : expression.substring(0, open);
        resolve(word, expression);
        final List<String> arguments = arguments(word, expression, open);
        final int patternsAt = flags();
        final List<Acl.Match> matches = matches(word, words.subList(patternsAt, words.size()));
        return new Acl(name, new Fetch(fetch, arguments), caseInsensitive, matches, statement.position());
    }

    private void resolve(final String word, final String expression) throws StatementException {
        fetch = FETCHES.get(word);
        for (final Map.Entry<String, Acl.Match.Method> suffix : SUFFIXES.entrySet()) {
            if (fetch == null && word.endsWith(suffix.getKey())) {
                final SampleFetch base = FETCHES.get(word.substring(0, word.length() - suffix.getKey().length()));
                fetch = base != null && base.type() == SampleFetch.Type.TEXT ? base : null;
                method = fetch == null ? method : suffix.getValue();
            }
        }
        if (fetch == null && HaproxyKeywords.containsFetch(word)) {
            throw new StatementException(HaproxyKeywords.notYet("fetch method", word)).about(expression);
        }
        if (fetch == null) {
            throw new StatementException("unknown fetch method '" + word + "' in ACL expression '" + expression + "'"
                    + Nearest.suggestion(word, FETCHES.keySet().stream().sorted().toList()))
                    .about(expression).expecting(Nearest.expected(word, FETCHES.keySet().stream().sorted().toList()));
        }
    }

    private List<String> arguments(final String word, final String expression, final int open) throws StatementException {
        if (open < 0) {
            if (fetch.arguments() == SampleFetch.Arguments.HEADER) {
                throw new StatementException("fetch method '" + word + "' expects a header's name in parentheses in ACL"
                        + " expression '" + expression + "'.").about(expression);
            }
            return List.of();
        }
        final int close = expression.indexOf(')', open);
        if (close < 0) {
            throw new StatementException("fetch method '" + word + "' : expected ')' in ACL expression '" + expression + "'.")
                    .about(expression);
        }
        if (close + 1 < expression.length()) {
            throw new StatementException(HaproxyKeywords.notYet("converter", expression.substring(close + 1))).about(expression);
        }
        final String inside = expression.substring(open + 1, close);
        final boolean none = fetch.arguments() == SampleFetch.Arguments.NONE;
        if (none && !inside.isEmpty() || inside.indexOf(',') >= 0
                || fetch.arguments() == SampleFetch.Arguments.HEADER && inside.isEmpty()) {
            throw new StatementException("fetch method '" + word + "' expects " + (none ? "no argument" : "one argument")
                    + " (got '" + inside + "') in ACL expression '" + expression + "'.").about(expression);
        }
        return inside.isEmpty() ? List.of() : List.of(inside);
    }

    /** Reads the flags; index of the first pattern. */
    private int flags() throws StatementException {
        int at = 1;
        while (at < words.size() && words.get(at).startsWith("-")) {
            final String flag = words.get(at++);
            switch (flag) {
                case "--":
                    return at;
                case "-i":
                    caseInsensitive = true;
                    break;
                case "-m":
                    method = method(at < words.size() ? words.get(at++) : "");
                    break;
                case "-f", "-M", "-n", "-u":
                    throw new StatementException(HaproxyKeywords.notYet("ACL flag", flag)).about(flag).expecting("-i, -m or --");
                default:
                    if (fetch.type() == SampleFetch.Type.INTEGER) {
                        return at - 1; // a negative number
                    }
                    throw new StatementException("unknown ACL flag '" + flag + "' (expected: -i, -m or --)").about(flag)
                            .expecting("-i, -m or --");
            }
        }
        return at;
    }

    private Acl.Match.Method method(final String word) throws StatementException {
        for (final Acl.Match.Method known : Acl.Match.Method.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(word)
                    && (known == Acl.Match.Method.FOUND || fetch.type() == SampleFetch.Type.TEXT)) {
                return known;
            }
        }
        if (List.of("bool", "int", "ip", "bin", "len", "str", "beg", "sub", "dir", "dom", "end", "reg").contains(word)) {
            throw new StatementException(HaproxyKeywords.notYet("matching method '-m " + word + "' for", fetch.word()))
                    .about(word);
        }
        throw new StatementException("unknown matching method '" + word + "' behind '-m'").about(word);
    }

    private List<Acl.Match> matches(final String word, final List<String> patterns) throws StatementException {
        if (method == Acl.Match.Method.FOUND) {
            return List.of(new Acl.Match.Text(Acl.Match.Method.FOUND, ""));
        }
        if (patterns.isEmpty() && fetch.type() == SampleFetch.Type.BOOLEAN) {
            return List.of(new Acl.Match.Truth(true));
        }
        if (patterns.isEmpty()) {
            statement.warn("acl keyword '" + word + "' : no pattern to match against were provided, so this ACL will never"
                    + " match. If you intended to match only for existence, please use '-m found'.");
        }
        final List<Acl.Match> matches = new ArrayList<>();
        switch (fetch.type()) {
            case INTEGER -> IntegerPatterns.parse(patterns, matches);
            case BOOLEAN -> booleans(patterns, matches);
            case ADDRESS -> {
                for (final String pattern : patterns) {
                    matches.add(NetworkParser.parse(pattern));
                }
            }
            default -> texts(patterns, matches);
        }
        return List.copyOf(matches);
    }

    private static void booleans(final List<String> patterns, final List<Acl.Match> matches) throws StatementException {
        for (final String pattern : patterns) {
            switch (pattern) {
                case "1", "yes", "true", "on" -> matches.add(new Acl.Match.Truth(true));
                case "0", "no", "false", "off" -> matches.add(new Acl.Match.Truth(false));
                default -> throw new StatementException("'" + pattern + "' is not a boolean (expected: true or false)")
                        .about(pattern).expecting("true or false");
            }
        }
    }

    private void texts(final List<String> patterns, final List<Acl.Match> matches) throws StatementException {
        for (final String pattern : patterns) {
            if (method == Acl.Match.Method.REG) {
                checkRegex(pattern);
            }
            matches.add(new Acl.Match.Text(method, pattern));
        }
    }

    private static void checkRegex(final String pattern) throws StatementException {
        try {
            Pattern.compile(pattern);
        } catch (final PatternSyntaxException e) {
            throw new StatementException("regex '" + pattern + "' is invalid (" + e.getDescription() + " at "
                    + e.getIndex() + ")").about(pattern).expecting("a regular expression");
        }
    }
}
