package io.usher.agent.desired;

import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.util.List;

/** Frontends and their overrides, as {@link ServerService} has those of servers. Any thread. */
public interface FrontendService {

    List<FrontendView> frontends() throws ProxyUnreachable;

    FrontendView frontend(String name) throws ProxyUnreachable, NotFound;

    /** Applies and remembers; returns the frontend as the proxy then says. */
    FrontendView change(String name, FrontendPatch patch, Requester by) throws ProxyUnreachable, NotFound, Invalid, Conflict;

    /** Judges as {@link #change} would, changes nothing, and answers with what would be. */
    FrontendView preview(String name, FrontendPatch patch, Requester by) throws ProxyUnreachable, NotFound, Invalid, Conflict;
}
