package io.usher.agent.desired;

import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.util.List;

/**
 * Servers and their overrides. Any thread; writes are done one after the other. Every call asks the active generation:
 * where it does not answer, {@link ProxyUnreachable} and nothing is remembered. Each change has a preview, which judges as the
 * change would, changes nothing, and answers with what would be.
 */
public interface ServerService {

    List<BackendView> backends() throws ProxyUnreachable;

    List<ServerView> servers(String backend) throws ProxyUnreachable, NotFound;

    /** All servers of all backends, with one question to the proxy. */
    List<ServerView> servers() throws ProxyUnreachable;

    /** All backends and servers as of one moment, with one question to the proxy. */
    default Overview overview() throws ProxyUnreachable {
        return new Overview(backends(), servers());
    }

    /** See {@link #overview}. */
    record Overview(List<BackendView> backends, List<ServerView> servers) {
    }

    ServerView server(String backend, String server) throws ProxyUnreachable, NotFound;

    /** The seats at a server's address. */
    ServerSeats seats(String backend, String server) throws ProxyUnreachable, NotFound;

    /** Ends all holds at a server's address. */
    ReleasedSeats release(String backend, String server, Requester by) throws ProxyUnreachable, NotFound, Conflict;

    ReleasedSeats previewRelease(String backend, String server) throws ProxyUnreachable, NotFound, Conflict;

    /** The active generation's sessions that are at a server. */
    List<ServerSession> sessions(String backend, String server) throws ProxyUnreachable, NotFound;

    /** One of those, which is what cutting it would cut. */
    ServerSession session(String backend, String server, String session) throws ProxyUnreachable, NotFound;

    /** Cuts one of those. */
    void cut(String backend, String server, String session, Requester by) throws ProxyUnreachable, NotFound, Conflict;

    /** Applies and remembers; returns the server as the proxy then says. All fields are validated before one is set. */
    ServerView change(String backend, String server, ServerPatch patch, Requester by)
            throws ProxyUnreachable, NotFound, Invalid, Conflict;

    ServerView preview(String backend, String server, ServerPatch patch, Requester by)
            throws ProxyUnreachable, NotFound, Invalid, Conflict;

    /**
     * Applies and remembers several changes in their order, all of them or none: everything is validated before the first is
     * made, and where one then fails those before it are undone.
     *
     * @return the servers as the proxy then says, in the order of the changes
     */
    List<ServerView> change(String backend, List<NamedPatch> patches, Requester by)
            throws ProxyUnreachable, NotFound, Invalid, Conflict, BulkRefusal;

    List<ServerView> preview(String backend, List<NamedPatch> patches, Requester by)
            throws ProxyUnreachable, NotFound, Invalid, Conflict;

    /** Adds a server to this generation and each later one, until a configuration names it or it is removed. */
    ServerView add(String backend, NewServer server, Requester by) throws ProxyUnreachable, NotFound, Conflict;

    ServerView previewAdd(String backend, NewServer server, Requester by) throws ProxyUnreachable, NotFound, Conflict;

    /**
     * Takes a server that no configuration names out of service for good. It reads as {@code removing} until nothing is at it
     * any more, and then is gone.
     */
    ServerView remove(String backend, String server, Requester by) throws ProxyUnreachable, NotFound, Conflict;

    ServerView previewRemove(String backend, String server) throws ProxyUnreachable, NotFound, Conflict;
}
