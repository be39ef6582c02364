package io.usher.proxy.rule;

import io.usher.proxy.http.RequestHead;
import java.net.SocketAddress;

/** What rules may look at; implemented by whatever carries the connection. Asked on its event loop only. */
public interface RuleContext {

    /** The request's head, or null where there is none (yet): then no test on a request matches. */
    RequestHead head();

    /** Where the client is; null or a unix address matches no network. */
    SocketAddress clientAddress();

    /** The address the client connected to; without a port, {@code dst_port} has no value. */
    SocketAddress localAddress();

    /** {@code http-request disable-l7-retry}: once sent, the request is not sent again. */
    default void forbidRetry() {
        // Nothing to forbid where no request is ever sent again.
    }
}
