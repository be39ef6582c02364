package io.usher.proxy.rule;

import io.netty.util.AsciiString;
import io.usher.proxy.balance.Admission;
import io.usher.proxy.config.Acl;
import io.usher.proxy.http.RequestHead;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Makes the test for an ACL line: one for each fetch (HAProxy configuration manual, 7.3). */
final class AclTests {
    private AclTests() {
    }

    /**
     * Compiles one line.
     *
     * @throws IllegalArgumentException if it names a backend that the instance has not
     */
    static AclTest compile(final Acl acl, final Instance instance) {
        return switch (acl.fetch().keyword()) {
            case ALWAYS_TRUE -> constant(acl, true);
            case ALWAYS_FALSE -> constant(acl, false);
            case AVG_QUEUE -> ofBackend(acl, instance, Admission::avgQueue);
            case QUEUE -> ofBackend(acl, instance, Admission::queue);
            case NBSRV -> ofBackend(acl, instance, Admission::nbsrv);
            case SRC -> client(acl);
            case DST_PORT -> port(acl);
            case REQ_PROTO_HTTP -> http(acl);
            case REQ_VER -> text(acl, head -> head.version().toString().substring("HTTP/".length()));
            case METHOD -> text(acl, RequestHead::methodName);
            case PATH -> text(acl, head -> RequestPath.of(head.target()));
            case URL -> text(acl, RequestHead::target);
            case HDR -> header(acl);
        };
    }

    private static AclTest constant(final Acl acl, final boolean value) {
        final boolean result = new TruthMatches(acl).match(value);
        return context -> result;
    }

    private static AclTest http(final Acl acl) {
        final TruthMatches matches = new TruthMatches(acl);
        return context -> matches.match(context.head() != null);
    }

    private static AclTest ofBackend(final Acl acl, final Instance instance, final ToIntFunction<Backend> fetch) {
        final String name = acl.fetch().arguments().get(0);
        final Backend backend = instance.backend(name).orElseThrow(() -> new IllegalArgumentException(
                "acl at " + acl.position() + ": there is no backend '" + name + "'"));
        final IntegerMatches matches = new IntegerMatches(acl);
        final ReentrantLock lock = instance.lock();
        return context -> {
            final int value;
            lock.lock();
            try {
                value = fetch.applyAsInt(backend);
            } finally {
                lock.unlock();
            }
            return matches.match(value);
        };
    }

    private static AclTest client(final Acl acl) {
        final NetworkMatches matches = new NetworkMatches(acl);
        return context -> context.clientAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
                && matches.match(inet.getAddress().getAddress());
    }

    private static AclTest port(final Acl acl) {
        final IntegerMatches matches = new IntegerMatches(acl);
        return context -> context.localAddress() instanceof InetSocketAddress inet && matches.match(inet.getPort());
    }

    private static AclTest text(final Acl acl, final Function<RequestHead, String> fetch) {
        final TextMatches matches = new TextMatches(acl);
        return context -> {
            final RequestHead head = context.head();
            final String value = head == null ? null : fetch.apply(head);
            return value != null && matches.match(value);
        };
    }

    private static AclTest header(final Acl acl) {
        final TextMatches matches = new TextMatches(acl);
        final AsciiString name = AsciiString.of(acl.fetch().arguments().get(0)).toLowerCase();
        return context -> {
            final RequestHead head = context.head();
            return head != null && anyHeader(head, name, matches);
        };
    }

    /** Every value of a comma-separated list is looked at by itself (HAProxy manual, 7.3.6 "req.hdr"). */
    private static boolean anyHeader(final RequestHead head, final AsciiString name, final TextMatches matches) {
        for (int i = head.find(name, 0); i >= 0; i = head.find(name, i + 1)) {
            if (HeaderList.any(head.value(i), matches)) {
                return true;
            }
        }
        return false;
    }
}
