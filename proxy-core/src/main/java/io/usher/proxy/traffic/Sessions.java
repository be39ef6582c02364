package io.usher.proxy.traffic;

import io.usher.proxy.live.Server;
import java.util.ArrayList;
import java.util.List;

/** The client connections of the process, for {@code show sess} and {@code shutdown sessions server}. Any thread. */
public final class Sessions {

    private final EventLoops loops;

    Sessions(final EventLoops loops) {
        this.loops = loops;
    }

    /** All of them; each view is taken without stopping the connection, so it may be a moment old. */
    public List<SessionView> snapshot() {
        final List<SessionView> views = new ArrayList<>();
        for (final Shelf shelf : loops.shelves()) {
            for (final ClientConnection client : shelf.clients()) {
                views.add(client.stream().view());
            }
        }
        return views;
    }

    /**
     * Cuts every session that is at this server: the clients' connections end at once, termination state K; seats of servers
     * still at work stay on hold. It happens on the event loops, soon after this returns.
     *
     * @return how many were found
     */
    public int shutdown(final Server server) {
        int found = 0;
        for (final Shelf shelf : loops.shelves()) {
            for (final ClientConnection client : shelf.clients()) {
                if (client.stream().isAt(server)) {
                    found++;
                    shelf.loop().execute(() -> cutIfStillAt(client, server));
                }
            }
        }
        return found;
    }

    private static void cutIfStillAt(final ClientConnection client, final Server server) {
        if (client.stream().isAt(server)) {
            client.stream().cut();
        }
    }

    /** Cuts one session. @return whether it was found */
    public boolean shutdown(final String id) {
        for (final Shelf shelf : loops.shelves()) {
            for (final ClientConnection client : shelf.clients()) {
                if (client.channel().id().asShortText().equals(id)) {
                    shelf.loop().execute(client.stream()::cut);
                    return true;
                }
            }
        }
        return false;
    }

    /** Cuts every session, as a hard stop does. */
    public void shutdownAll() {
        for (final Shelf shelf : loops.shelves()) {
            for (final ClientConnection client : shelf.clients()) {
                shelf.loop().execute(client.stream()::cut);
            }
        }
    }
}
