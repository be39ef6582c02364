package io.usher.proxy.config;

import java.util.Map;
import java.util.OptionalInt;

/** A host with one user, one group and two names. */
final class TestHost implements HostDirectory {
    private static final Map<String, byte[]> NAMES = Map.of("known.example", new byte[] {10, 0, 0, 1},
            "alias.example", new byte[] {10, 0, 0, 1});

    @Override
    public OptionalInt user(final String name) {
        return name.equals("haproxy") ? OptionalInt.of(106) : OptionalInt.empty();
    }

    @Override
    public OptionalInt group(final String name) {
        return name.equals("haproxy") ? OptionalInt.of(112) : OptionalInt.empty();
    }

    @Override
    public byte[] address(final String host) {
        return NAMES.get(host);
    }

    @Override
    public long openFiles() {
        return 1024;
    }
}
