package io.usher.proxy.runtime;

import io.usher.proxy.generation.Neighbour;

/** Writes what is known of another generation as JSON. Holds nothing. */
final class NeighbourReport {

    private NeighbourReport() {
    }

    static void write(final Json json, final Neighbour neighbour) {
        json.object().member("number", neighbour.number()).member("state", neighbour.state().word())
            .member("pid", neighbour.pid()).member("queued", neighbour.queued())
            .member("connections", neighbour.connections()).member("seats", neighbour.seats())
            .member("connected", neighbour.connected()).endObject();
    }
}
