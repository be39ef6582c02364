package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredServer;
import io.usher.agent.proxy.ProxyClient;
import io.usher.agent.proxy.ServerRow;

import java.net.UnknownHostException;
import java.util.Optional;

/** The values of a server that can be set at runtime, each with where it is read and how it is set. Values are text here. */
enum ServerField {
    STATE("state") {
        @Override
        String actual(final ServerRow row) {
            return (row.inMaintenance() ? ServerState.MAINT : row.draining() ? ServerState.DRAIN : ServerState.READY).json();
        }

        @Override
        Optional<String> configured(final ConfiguredServer server) {
            return Optional.of((server.disabled() ? ServerState.MAINT : ServerState.READY).json());
        }

        @Override
        String set(final ProxyClient client, final String backend, final String server, final String value) {
            return client.setState(backend, server, value);
        }
    },
    WEIGHT("weight") {
        @Override
        String actual(final ServerRow row) {
            return Integer.toString(row.weight());
        }

        @Override
        Optional<String> configured(final ConfiguredServer server) {
            return Optional.of(Integer.toString(server.weight()));
        }

        @Override
        Optional<String> configured(final ServerRow row, final Optional<ConfiguredServer> server) {
            // where its configuration was exchanged while it runs, the proxy still tells the weight that it began with
            return super.configured(row, server).or(() -> Optional.of(Integer.toString(row.configuredWeight())));
        }

        @Override
        String set(final ProxyClient client, final String backend, final String server, final String value) {
            return client.setWeight(backend, server, Integer.parseInt(value));
        }
    },
    MAXCONN("maxconn") {
        @Override
        String actual(final ServerRow row) {
            return Integer.toString(row.maxconn());
        }

        @Override
        Optional<String> configured(final ConfiguredServer server) {
            return Optional.of(Integer.toString(server.maxconn()));
        }

        @Override
        String set(final ProxyClient client, final String backend, final String server, final String value) {
            return client.setMaxconn(backend, server, Integer.parseInt(value));
        }
    },
    /** Address and port in one, as the proxy takes them. */
    ADDRESS("address") {
        @Override
        String actual(final ServerRow row) {
            return Endpoint.read(row.address()).map(Endpoint::toString).orElse(row.address());
        }

        @Override
        Optional<String> configured(final ConfiguredServer server) {
            return Endpoint.read(server.address()).map(Endpoint::toString);
        }

        @Override
        boolean comparable(final String configured) {
            return Endpoint.read(configured).filter(Endpoint::isLiteral).isPresent();
        }

        @Override
        String set(final ProxyClient client, final String backend, final String server, final String value) {
            try {
                final Endpoint to = Endpoint.read(value).orElseThrow().resolved();
                return client.setAddress(backend, server, to.host(), to.port());
            } catch (final UnknownHostException e) {
                return "'" + value + "' does not resolve";
            }
        }
    };

    private final String word;

    ServerField(final String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static ServerField of(final String word) {
        for (final ServerField field : values()) {
            if (field.word.equals(word)) {
                return field;
            }
        }
        throw new IllegalArgumentException("unknown server field '" + word + "'");
    }

    /** What the proxy says. */
    abstract String actual(ServerRow row);

    /** What a configuration says; empty where that is no value. */
    abstract Optional<String> configured(ConfiguredServer server);

    /** What the running configuration says: the snapshot knows; without one, the proxy of the weight only. */
    Optional<String> configured(final ServerRow row, final Optional<ConfiguredServer> server) {
        return server.flatMap(this::configured);
    }

    /** Whether what the configuration says can be compared with what the proxy says: not where it says a host name. */
    boolean comparable(final String configured) {
        return true;
    }

    /** Tells the proxy; empty if done, else its refusal. */
    abstract String set(ProxyClient client, String backend, String server, String value);
}
