package io.usher.proxy.live;

/** What an administrator wants of a server ({@code set server B/S state}; HAProxy management manual, 9.3). */
public enum AdminState {
    /** Takes requests as its health allows. */
    READY("ready"),
    /** Takes no new request; checks go on. */
    DRAIN("drain"),
    /** Takes no request and is not checked. */
    MAINT("maint");

    private final String word;

    AdminState(final String word) {
        this.word = word;
    }

    /** The word on the stats socket. */
    public String word() {
        return word;
    }
}
