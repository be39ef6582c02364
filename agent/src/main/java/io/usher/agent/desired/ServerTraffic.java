package io.usher.agent.desired;

import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.proxy.AddressSeats;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.SessionRow;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is at a server now: its seats and sessions, and how they are ended. Any thread. */
final class ServerTraffic {
    private static final String ON_HOLD = "on-hold";

    private final Spokesman proxy;
    private final AuditLog audit;
    private final EventSink events;
    private final InstantSource clock;

    ServerTraffic(final Spokesman proxy, final AuditLog audit, final EventSink events, final InstantSource clock) {
        this.proxy = proxy;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    ServerSeats seats(final String backend, final String server) {
        return proxy.ask(from -> ServerSeats.of(seatsOf(from, from.find(backend, server)), clock.instant()));
    }

    private static AddressSeats seatsOf(final ActiveServers from, final ServerRow row) {
        return from.generation().client().seats(row.backend(), row.name()).orElseThrow(() -> new NotFound(
                "server '" + row.name() + "' of backend '" + row.backend() + "' was just removed"));
    }

    ReleasedSeats release(final String backend, final String server, final Requester by) {
        return proxy.ask(to -> {
            final ServerRow row = to.find(backend, server);
            final String address = seatsOf(to, row).address();
            final List<String> released = to.generation().client().releaseSeats(row.backend(), row.name());
            if (released.isEmpty()) {
                throw noneHeld(backend, server, address);
            }
            audit.write(by, "server", backend + "/" + server, "released " + String.join(", ", released));
            return new ReleasedSeats(address, released);
        });
    }

    /** What {@link #release} would release, as far as it is this generation's to release. */
    ReleasedSeats previewRelease(final String backend, final String server) {
        return proxy.ask(from -> {
            final ServerSeats seats = ServerSeats.of(seatsOf(from, from.find(backend, server)), clock.instant());
            final List<String> held = seats.seats().stream().filter(seat -> seat.state().equals(ON_HOLD)).map(seat -> seat.id())
                    .toList();
            if (held.isEmpty()) {
                throw noneHeld(backend, server, seats.address());
            }
            return new ReleasedSeats(seats.address(), held);
        });
    }

    private static Conflict noneHeld(final String backend, final String server, final String address) {
        return new Conflict("no seat is on hold at " + address + ", the address of " + backend + "/" + server);
    }

    List<ServerSession> sessions(final String backend, final String server) {
        return proxy.ask(from -> sessionsAt(from, from.find(backend, server)).map(ServerSession::of).toList());
    }

    private static Stream<SessionRow> sessionsAt(final ActiveServers from, final ServerRow row) {
        return from.generation().client().sessions().stream()
                .filter(session -> session.backend().equals(row.backend()) && session.server().equals(row.name()));
    }

    private static SessionRow session(final ActiveServers from, final String backend, final String server, final String session) {
        return sessionsAt(from, from.find(backend, server)).filter(it -> it.id().equals(session))
                .findFirst().orElseThrow(() -> new NotFound("there is no session '" + session + "' at server '" + server
                        + "' of backend '" + backend + "' in " + from.generation()));
    }

    ServerSession session(final String backend, final String server, final String session) {
        return proxy.ask(from -> ServerSession.of(session(from, backend, server, session)));
    }

    void cut(final String backend, final String server, final String session, final Requester by) {
        proxy.ask(to -> {
            final SessionRow found = session(to, backend, server, session);
            final String refusal = to.generation().client().shutdownSession(found);
            if (!refusal.isEmpty()) {
                throw new Conflict("session '" + session + "': the proxy refused: " + refusal);
            }
            audit.write(by, "server", backend + "/" + server, "cut session " + session + " of " + found.source());
            events.publish(EventType.SESSION_CUT, backend + "/" + server, "session " + session + " of " + found.source() + " at "
                    + backend + "/" + server + " was cut by " + by.name(),
                    Map.of("session", session, "source", found.source(), "by", by.name()));
            return found;
        });
    }
}
