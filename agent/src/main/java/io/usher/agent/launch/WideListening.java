package io.usher.agent.launch;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.TokenService;
import io.usher.agent.control.ListenAddress;

import java.time.Instant;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses to listen where other machines can ask, as long as nobody there could be told from anybody. */
final class WideListening {
    private static final Logger LOG = LoggerFactory.getLogger(WideListening.class);
    private final AccessSettings access;
    private final TokenService tokens;

    WideListening(final AccessSettings access, final TokenService tokens) {
        this.access = access;
        this.tokens = tokens;
    }

    /**
     * @param databaseAnswers false: whether there are tokens is not known; without one that is known nobody gets in
     * @throws LaunchException saying what is missing
     */
    void check(final ListenAddress address, final boolean databaseAnswers) throws LaunchException {
        if (!(address instanceof ListenAddress.Tcp tcp)) {
            return;
        }
        if (tcp.tls() && access.tls().isEmpty()) {
            throw new LaunchException(ExitCode.USAGE,
                    "listen: '" + tcp + "' (expected: tls-certificate and tls-key with https://)", null);
        }
        if (!tcp.wide()) {
            return;
        }
        if (!(tcp.tls() && access.certificatesCount()) && databaseAnswers && noToken()) {
            throw new LaunchException(ExitCode.USAGE, "listen: '" + tcp + "' is reachable from other machines, and nobody could"
                    + " be told from anybody there (expected: a token, made by 'usher-agent token create NAME'; or https:// with"
                    + " tls-client-ca and certificate-role; or a loopback address or unix:PATH)", null);
        }
        if (!tcp.tls()) {
            LOG.warn("listen: '{}' is reachable from other machines without TLS: tokens can be read on their way"
                    + " (expected: https://)", tcp);
        }
    }

    private boolean noToken() {
        final Instant now = Instant.now();
        return tokens.list().stream().noneMatch(token -> token.good(now));
    }
}
