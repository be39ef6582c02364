package io.usher.proxy.config;

import java.util.Locale;

/** A place in which keywords may stand: the sections of a file, and the option lists of some lines. */
enum Section {
    GLOBAL, DEFAULTS, FRONTEND, LISTEN, BACKEND,
    /** Options behind the address of {@code bind}. */
    BIND,
    /** Options behind the address of {@code server}, and of {@code default-server}. */
    SERVER,
    /** Options behind the address of {@code stats socket}. */
    STATS_SOCKET;

    /** The word that begins the section in a file. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether it is a proxy or its defaults. */
    boolean proxy() {
        return this == DEFAULTS || this == FRONTEND || this == LISTEN || this == BACKEND;
    }

    /** HAProxy's list of keywords for this place ({@link HaproxyKeywords}). */
    String listName() {
        return switch (this) {
            case GLOBAL -> "global";
            case BIND, STATS_SOCKET -> "bind";
            case SERVER -> "server";
            default -> "proxy";
        };
    }
}
