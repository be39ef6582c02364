package io.usher.proxy.config;

/**
 * The sample fetches Usher knows, each defined here once (HAProxy configuration manual, 7.3).
 *
 * <p>A word such as {@code path_beg} is the fetch {@link #PATH} compared by {@link Acl.Match.Method#BEG}.
 */
public enum SampleFetch {
    ALWAYS_TRUE("always_true", Type.BOOLEAN, Stage.ANY, Arguments.NONE),
    ALWAYS_FALSE("always_false", Type.BOOLEAN, Stage.ANY, Arguments.NONE),
    AVG_QUEUE("avg_queue", Type.INTEGER, Stage.ANY, Arguments.BACKEND),
    QUEUE("queue", Type.INTEGER, Stage.ANY, Arguments.BACKEND),
    NBSRV("nbsrv", Type.INTEGER, Stage.ANY, Arguments.BACKEND),
    SRC("src", Type.ADDRESS, Stage.ANY, Arguments.NONE),
    DST_PORT("dst_port", Type.INTEGER, Stage.ANY, Arguments.NONE),
    REQ_PROTO_HTTP("req_proto_http", Type.BOOLEAN, Stage.REQUEST, Arguments.NONE),
    REQ_VER("req_ver", Type.TEXT, Stage.REQUEST, Arguments.NONE),
    METHOD("method", Type.TEXT, Stage.REQUEST, Arguments.NONE),
    PATH("path", Type.TEXT, Stage.REQUEST, Arguments.NONE),
    URL("url", Type.TEXT, Stage.REQUEST, Arguments.NONE),
    HDR("hdr", Type.TEXT, Stage.REQUEST, Arguments.HEADER);

    private final String word;
    private final Type type;
    private final Stage stage;
    private final Arguments arguments;

    SampleFetch(final String word, final Type type, final Stage stage, final Arguments arguments) {
        this.word = word;
        this.type = type;
        this.stage = stage;
        this.arguments = arguments;
    }

    /** The word in the configuration. */
    public String word() {
        return word;
    }

    /** What kind of value it yields. */
    public Type type() {
        return type;
    }

    /** From when on it has a value. */
    public Stage stage() {
        return stage;
    }

    /** What stands in its parentheses. */
    public Arguments arguments() {
        return arguments;
    }

    /** Kinds of value. */
    public enum Type { BOOLEAN, INTEGER, TEXT, ADDRESS }

    /** {@code ANY}: as soon as there is a connection; {@code REQUEST}: only once a request head has been parsed. */
    public enum Stage { ANY, REQUEST }

    /** {@code BACKEND}: a backend's name, which may be left out inside a backend; {@code HEADER}: a header's name. */
    public enum Arguments { NONE, BACKEND, HEADER }
}
