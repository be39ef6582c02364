package io.usher.proxy.config;

/** How the next server is chosen ({@code balance}; HAProxy configuration manual, 4.2 "balance"). */
public enum BalanceAlgorithm {
    ROUNDROBIN("roundrobin"), STATIC_RR("static-rr"), LEASTCONN("leastconn"), FIRST("first"), RANDOM("random");

    private final String word;

    BalanceAlgorithm(final String word) {
        this.word = word;
    }

    /** The word in the configuration. */
    public String word() {
        return word;
    }
}
