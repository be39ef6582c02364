package io.usher.proxy.runtime;

import io.usher.proxy.config.BindAddress;

/** How {@code show cli sockets} names a socket. Holds nothing. */
final class StatsSocketText {

    private StatsSocketText() {
    }

    static String of(final BindAddress address) {
        if (address instanceof BindAddress.Unix unix) {
            return "unix@" + unix.path();
        }
        if (address instanceof BindAddress.Inet inet) {
            return (inet.host().indexOf(':') >= 0 ? "ipv6@" : "ipv4@") + inet;
        }
        return address.toString();
    }
}
