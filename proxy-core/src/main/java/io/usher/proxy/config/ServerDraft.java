package io.usher.proxy.config;

import java.util.Optional;

/** A {@code server} line, or what {@code default-server} says of all, while it is being read. */
final class ServerDraft {
    int weight = 1;
    int maxconn;
    int maxqueue;
    boolean backup;
    boolean disabled;
    /** {@code enabled} was said last; matters to a server added at runtime only. */
    boolean enabled;
    boolean check;
    int inter = 2_000;
    int fastinter;
    int downinter;
    int rise = 2;
    int fall = 3;
    String checkAddress;
    int checkPort;
    String seatOf;

    /** A draft that begins with what is set here. */
    ServerDraft copy() {
        final ServerDraft copy = new ServerDraft();
        copy.weight = weight;
        copy.maxconn = maxconn;
        copy.maxqueue = maxqueue;
        copy.backup = backup;
        copy.disabled = disabled;
        copy.enabled = enabled;
        copy.check = check;
        copy.inter = inter;
        copy.fastinter = fastinter;
        copy.downinter = downinter;
        copy.rise = rise;
        copy.fall = fall;
        copy.checkAddress = checkAddress;
        copy.checkPort = checkPort;
        copy.seatOf = seatOf;
        return copy;
    }

    ServerLine build(final int id, final String name, final BindAddress address, final Position position) {
        final Optional<ServerLine.ServerCheck> checks = check ? Optional.of(new ServerLine.ServerCheck(inter, fastinter,
                downinter, rise, fall, Optional.ofNullable(checkAddress), checkPort)) : Optional.empty();
        return new ServerLine(id, name, address, weight, maxconn, maxqueue, backup, disabled, checks,
                Optional.ofNullable(seatOf), position);
    }
}
