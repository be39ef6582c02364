package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Role;
import io.usher.agent.access.Token;
import io.usher.agent.access.TokenService;
import io.usher.agent.request.NotAllowed;
import io.usher.agent.request.Requester;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Finds out who asks, whether they ask too often, and whether they may. A token counts before a certificate, and both before
 * the listener itself; a token that is not good counts as nobody, also where nobody would be let in without one. Any thread.
 */
final class Gatekeeper {

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String SCHEME = "bearer ";

    private final AccessSettings settings;
    private final TokenService tokens;
    private final UnixAccounts accounts;
    private final RateLimit rate;

    Gatekeeper(final AccessSettings settings, final TokenService tokens, final UnixAccounts accounts) {
        this.settings = settings;
        this.tokens = tokens;
        this.accounts = accounts;
        this.rate = new RateLimit(settings.limits().requestsPerSecond(), settings.limits().burst(), System::nanoTime);
    }

    /**
     * Lets a request in, or throws what refuses it.
     *
     * @param listener where it came in
     * @param least    what the route needs; empty = nothing
     */
    void admit(final Context context, final Listener listener, final Optional<Role> least) {
        final String from = from(context, listener);
        final Caller caller;
        try {
            caller = identify(context, listener, from);
        } catch (Unauthenticated e) {
            count(from); // whoever tries tokens is slowed down, too
            throw e;
        }
        Peer.set(context, caller);
        count(caller.named() ? caller.requester().name() : from);
        if (least.isEmpty() || caller.may(least.get())) {
            return;
        }
        if (!caller.named()) {
            throw new Unauthenticated("no token (expected: 'Authorization: Bearer' with one whose role is " + least.get()
                    + (settings.certificatesCount() && listener.tls() ? ", or a client certificate)" : ")"));
        }
        throw new NotAllowed(context.method().name() + " " + context.path() + " by " + caller.requester() + " with role "
                + caller.role().map(Role::word).orElse("none") + " (expected: " + least.get() + ")");
    }

    private void count(final String who) {
        final int seconds = rate.secondsToWait(who);
        if (seconds > 0) {
            throw new TooMany(who + " asked more than " + settings.limits().requestsPerSecond() + " times a second (expected: at"
                    + " most; ask again in " + seconds + " s)", seconds);
        }
    }

    private Caller identify(final Context context, final Listener listener, final String from) {
        final String authorization = context.header("Authorization");
        if (authorization != null) {
            final Token token = token(authorization);
            return new Caller(new Requester("token " + token.name(), from), Optional.of(token.role()), true);
        }
        final Optional<Caller> certified = certified(context, from);
        if (certified.isPresent()) {
            return certified.get();
        }
        return switch (listener.kind()) {
            case UNIX -> account(context, from);
            case LOOPBACK -> new Caller(new Requester(from, from), settings.loopbackRole(), false);
            case WIDE -> new Caller(new Requester(from, from), Optional.empty(), false);
        };
    }

    private Token token(final String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new Unauthenticated("Authorization: not of the kind that is taken here (expected: Bearer and a token)");
        }
        return tokens.find(authorization.substring(SCHEME.length()).strip())
                .orElseThrow(() -> new Unauthenticated("Authorization: no such token, or it is revoked or expired"));
    }

    private Optional<Caller> certified(final Context context, final String from) {
        if (!(context.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain) || chain.length == 0) {
            return Optional.empty();
        }
        final List<String> names = CertificateNames.of(chain[0]);
        Optional<Role> best = Optional.empty();
        for (final String name : names) {
            final Role role = settings.certificateRoles().get(name);
            if (role != null && (best.isEmpty() || role.includes(best.get()))) {
                best = Optional.of(role);
            }
        }
        return Optional.of(new Caller(new Requester("certificate " + (names.isEmpty() ? "without a name" : names.get(0)), from),
                best, true));
    }

    private Caller account(final Context context, final String from) {
        try {
            final SocketChannel channel = (SocketChannel) ServletContextRequest.getServletContextRequest(context.req())
                    .getConnectionMetaData().getConnection().getEndPoint().getTransport();
            final String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            return new Caller(new Requester("user " + user, from), accounts.role(user), true);
        } catch (IOException e) {
            throw new Unauthenticated("who is at the other end of the unix socket cannot be told: " + e.getMessage());
        }
    }

    private static String from(final Context context, final Listener listener) {
        return listener.kind() == Listener.Kind.UNIX ? "unix socket" : String.valueOf(context.req().getRemoteAddr());
    }
}
