package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredFrontend;
import io.usher.agent.proxy.FrontendRow;
import io.usher.agent.proxy.ProxyClient;

import java.util.Arrays;
import java.util.Optional;

/** The values of a frontend that can be set at runtime. Values are text here. */
enum FrontendField {
    STATE("state") {
        @Override
        String actual(final FrontendRow row) {
            return (row.status().startsWith(FrontendRow.PAUSED) || row.status().startsWith(FrontendRow.STOPPED)
                    ? FrontendState.DISABLED : FrontendState.ENABLED).json();
        }

        @Override
        Optional<String> configured(final Optional<ConfiguredFrontend> frontend) {
            return frontend.map(f -> (f.disabled() ? FrontendState.DISABLED : FrontendState.ENABLED).json());
        }

        @Override
        String set(final ProxyClient client, final String frontend, final String value) {
            return client.setFrontend(frontend, value.equals(FrontendState.ENABLED.json()));
        }
    },
    MAXCONN("maxconn") {
        @Override
        String actual(final FrontendRow row) {
            return Integer.toString(row.maxconn());
        }

        @Override
        Optional<String> configured(final Optional<ConfiguredFrontend> frontend) {
            return frontend.filter(f -> f.maxconn() > 0).map(f -> Integer.toString(f.maxconn()));
        }

        @Override
        String set(final ProxyClient client, final String frontend, final String value) {
            return client.setFrontendMaxconn(frontend, Integer.parseInt(value));
        }
    };

    private final String word;

    FrontendField(final String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static FrontendField of(final String word) {
        return Arrays.stream(values()).filter(field -> field.word.equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown frontend field '" + word + "'"));
    }

    /** What the proxy says. */
    abstract String actual(FrontendRow row);

    /** What the configuration says; empty where it says nothing of it, or is not known. */
    abstract Optional<String> configured(Optional<ConfiguredFrontend> frontend);

    /** Tells the proxy; empty if done, else its refusal. */
    abstract String set(ProxyClient client, String frontend, String value);
}
