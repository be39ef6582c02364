package io.usher.proxy.runtime;

import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.SeatCounters.Event;
import io.usher.proxy.live.SeatRequest;
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

/**
 * Writes seats and takes as JSON. The instance lock is taken for one address at a time. Readers must pass over members that
 * they do not know.
 *
 * <p>An address: {@code address}, {@code limit} (0 = none), {@code taken}, {@code idle}, {@code contested} (see
 * {@code SeatCounters.contested}), {@code servers} (lines that name it; none = only what is taken keeps it), {@code takes}.
 *
 * <p>A take: {@code id}; {@code generation} that named it; {@code backend} and {@code server}, unless another generation took
 * it; {@code address}; {@code state} (in-work, idle, closing, on-hold, elsewhere); {@code ageMillis} and {@code stateMillis}
 * since it was taken and since it is in that state; {@code by}, the generation that has a seat elsewhere; {@code holder} in
 * words, and {@code request} (id of the session, method, path without its query, client) where it is one; {@code holdReason}
 * and {@code holdEndsInMillis} (absent = no bound) of a hold, for seats elsewhere as they were when they passed.
 */
final class SeatReport {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Instance instance;
    private final GenerationControl generation;

    SeatReport(final Instance instance, final GenerationControl generation) {
        this.instance = instance;
        this.generation = generation;
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

    /**
     * An array of addresses, each with its limit, its server lines and its takes.
     *
     * @param orphans whether addresses that no line names are wanted too, as long as something is taken there
     */
    void addresses(final Json json, final Predicate<Server> wanted, final boolean orphans) {
        final Map<Seats, List<Server>> serversBySeats = new IdentityHashMap<>();
        instance.backends().forEach(backend -> backend.servers().forEach(server ->
            serversBySeats.computeIfAbsent(server.seats(), seats -> new ArrayList<>()).add(server)));
        json.array();
        for (final Seats seats : allSeats()) {
            final List<Server> servers = serversBySeats.getOrDefault(seats, List.of());
            if (servers.isEmpty() ? orphans : servers.stream().anyMatch(wanted)) {
                locked(() -> address(json, seats, servers));
            }
        }
        json.endArray();
    }

    private Json address(final Json json, final Seats seats, final List<Server> servers) {
        json.object().member("address", seats.address().key()).member("limit", seats.limit())
            .member("taken", seats.taken()).member("idle", seats.idle())
            .member("contested", instance.seatCounters().contested(seats.address())).name("servers").array();
        for (final Server server : servers) {
            json.object().member("backend", server.backend().name()).member("server", server.name())
                .member("maxconn", server.maxconn()).member("queued", server.queue().length())
                .member("contested", server.counters().contested.sum()).endObject();
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
        if (take.state() == Take.State.ELSEWHERE) {
            generation.predecessor().ifPresent(other -> json.member("by", other.number()));
        }
        holder(json, SeatRequest.of(take.holder()));
        if (take.holdReason() != null) {
            json.member("holdReason", word(take.holdReason()));
            if (take.holdUntilNanos() != 0) {
                json.member("holdEndsInMillis", millis(take.holdUntilNanos() - now));
            }
        }
        json.endObject();
    }

    private static void holder(final Json json, final Object holder) {
        if (holder == null) {
            return;
        }
        json.member("holder", holder.toString());
        if (holder instanceof SeatRequest request) {
            json.name("request").object().member("id", request.id()).member("method", request.method())
                .member("path", request.path()).member("client", request.client()).endObject();
        }
    }

    /** An object of counters, by the words of {@link Event}. */
    void counters(final Json json) {
        json.object();
        for (final Event event : Event.values()) {
            json.member(event.word(), instance.seatCounters().sum(event));
        }
        json.endObject();
    }

    /** An array of the servers that closed connections without an answer. */
    void contested(final Json json) {
        json.array();
        for (final Backend backend : instance.backends()) {
            for (final Server server : backend.servers()) {
                final long count = server.counters().contested.sum();
                if (count > 0) {
                    json.object().member("backend", backend.name()).member("server", server.name())
                        .member("address", server.seats().address().key()).member("count", count).endObject();
                }
            }
        }
        json.endArray();
    }

    private static long millis(final long nanos) {
        return Math.max(0, nanos / NANOS_PER_MILLI);
    }

    /** {@code ON_HOLD} is {@code on-hold}. */
    private static String word(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
