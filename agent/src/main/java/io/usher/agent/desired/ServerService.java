package io.usher.agent.desired;

import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.util.List;

/**
 * Servers and their overrides. Any thread; writes are done one after the other. Every call asks the active generation:
 * where it does not answer, {@link ProxyUnreachable} and nothing is remembered.
 */
public interface ServerService {

    List<BackendView> backends() throws ProxyUnreachable;

    List<ServerView> servers(String backend) throws ProxyUnreachable, NotFound;

    /** All servers of all backends, with one question to the proxy. */
    List<ServerView> servers() throws ProxyUnreachable;

    ServerView server(String backend, String server) throws ProxyUnreachable, NotFound;

    /** Applies and remembers; returns the server as the proxy then says. All fields are validated before one is set. */
    ServerView change(String backend, String server, ServerPatch patch, Requester by)
            throws ProxyUnreachable, NotFound, Invalid;
}
