package io.usher.proxy.runtime;

import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Writes seats and takes as JSON. The instance lock is taken for one address at a time. */
final class SeatReport {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Instance instance;

    SeatReport(final Instance instance) {
        this.instance = instance;
    }

    private Collection<Seats> allSeats() {
        return locked(() -> List.copyOf(instance.ledger().allSeats()));
    }

    private <T> T locked(final Supplier<T> reading) {
        instance.lock().lock();
        try {
            return reading.get();
        } finally {
            instance.lock().unlock();
        }
    }

    /** An array of all takes, over all addresses: what a generation still holds. */
    void takes(final Json json) {
        json.array();
        for (final Seats seats : allSeats()) {
            locked(() -> takes(json, seats));
        }
        json.endArray();
    }

    private Json takes(final Json json, final Seats seats) {
        seats.takes().forEach(take -> take(json, take));
        return json;
    }

    /** An array of addresses, each with its limit, its server lines and its takes. */
    void addresses(final Json json, final Predicate<Server> wanted) {
        final Map<Seats, List<Server>> serversBySeats = new IdentityHashMap<>();
        instance.backends().forEach(backend -> backend.servers().forEach(server ->
            serversBySeats.computeIfAbsent(server.seats(), seats -> new ArrayList<>()).add(server)));
        json.array();
        for (final Seats seats : allSeats()) {
            final List<Server> servers = serversBySeats.getOrDefault(seats, List.of());
            if (servers.stream().anyMatch(wanted)) {
                locked(() -> address(json, seats, servers));
            }
        }
        json.endArray();
    }

    private Json address(final Json json, final Seats seats, final List<Server> servers) {
        json.object().member("address", seats.address().key()).member("limit", seats.limit())
            .member("taken", seats.taken()).member("idle", seats.idle()).name("servers").array();
        for (final Server server : servers) {
            json.object().member("backend", server.backend().name()).member("server", server.name())
                .member("maxconn", server.maxconn()).member("queued", server.queue().length()).endObject();
        }
        json.endArray().name("takes").array();
        return takes(json, seats).endArray().endObject();
    }

    private void take(final Json json, final Take take) {
        final long now = instance.clock().nanoTime();
        json.object().member("id", take.id().toString()).member("generation", take.id().generation());
        if (take.line() instanceof Server server) {
            json.member("backend", server.backend().name()).member("server", server.name());
        }
        json.member("address", take.seats().address().key())
            .member("state", word(take.state()))
            .member("ageMillis", millis(now - take.sinceNanos()))
            .member("stateMillis", millis(now - take.stateSinceNanos()));
        if (take.holder() != null) {
            json.member("holder", take.holder().toString());
        }
        if (take.holdReason() != null) {
            json.member("holdReason", word(take.holdReason()));
            if (take.holdUntilNanos() != 0) {
                json.member("holdEndsInMillis", millis(take.holdUntilNanos() - now));
            }
        }
        json.endObject();
    }

    private static long millis(final long nanos) {
        return Math.max(0, nanos / NANOS_PER_MILLI);
    }

    /** {@code ON_HOLD} is {@code on-hold}. */
    private static String word(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
