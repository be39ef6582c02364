package io.usher.proxy.live;

import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.Proxy;

/** Where the instance's own log lines go. Called with the instance lock held or not, from any thread; must not block. */
@FunctionalInterface
public interface InstanceEvents {

    /**
     * One line to log.
     *
     * @param severity    syslog severity
     * @param proxyOrNull whose log targets are meant; null = the global ones
     * @param message     text without line end, as HAProxy writes it
     */
    void event(LogTarget.Severity severity, Proxy proxyOrNull, String message);
}
