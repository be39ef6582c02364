package io.usher.proxy.traffic;

import io.usher.proxy.config.Options.ConnectionMode;
import io.usher.proxy.http.RequestHead;
import io.usher.proxy.http.RequestParser;

/** Moves an {@link HttpStream} that has no request at a server: between requests, with a half-read head, or queued. */
final class HttpMove implements StreamMove {

    private final HttpStream stream;
    private final ClientConnection client;
    private final Shelf shelf;
    private final RequestParser parser;
    private final RequestRelay request;
    private final SeatSeeker seeker;
    private final HttpTimes times;
    private final StreamReport report;

    HttpMove(final HttpStream stream) {
        this.stream = stream;
        client = stream.client;
        shelf = stream.shelf;
        parser = stream.parser;
        request = stream.request;
        seeker = stream.seeker;
        times = stream.times;
        report = stream.report;
    }

    @Override
    public boolean waits(final SeatSeeker.SeatWant want) {
        return want == null ? stream.state == HttpStream.State.IDLE || stream.state == HttpStream.State.HEAD
            : stream.state == HttpStream.State.SEEKING && seeker.waitsWith(want);
    }

    @Override
    public boolean idle() {
        return stream.state == HttpStream.State.IDLE && !stream.first;
    }

    /** Body bytes that a server has had are not at hand any more. */
    @Override
    public boolean portable() {
        return stream.state != HttpStream.State.SEEKING || !request.bodyBegun();
    }

    @Override
    public void departs(final Luggage luggage) {
        if (stream.state == HttpStream.State.SEEKING) {
            seeker.departs(luggage);
        }
    }

    @Override
    public void pack(final Luggage luggage) {
        final long now = shelf.now();
        luggage.first = stream.first;
        times.pack(luggage.times, now);
        if (stream.state == HttpStream.State.SEEKING) {
            luggage.kind = Luggage.Kind.REQUEST;
            luggage.retryForbidden = stream.retry.forbidden();
            seeker.pack(luggage, now);
            luggage.additions = stream.edits.additions();
            luggage.unread = Buffers.bytes(parser.head().received(), request.early(), client.unread());
        } else {
            luggage.kind = Luggage.Kind.BETWEEN;
            luggage.unread = Buffers.bytes(null, null, client.unread());
        }
    }

    @Override
    public void returned(final Luggage luggage) {
        if (stream.state == HttpStream.State.SEEKING) {
            if (luggage != null) {
                seeker.returned(luggage);
            }
        } else if (stream.state == HttpStream.State.IDLE || stream.state == HttpStream.State.HEAD) {
            client.reading(true);
            if (client.unread() != null && client.unread().isReadable()) {
                stream.clientData();
            }
        }
    }

    @Override
    public void unpack(final ArrivingClient from) {
        final Luggage luggage = from.luggage();
        stream.first = luggage.first;
        times.unpack(luggage.times, shelf.now());
        if (luggage.kind == Luggage.Kind.REQUEST) {
            unpackRequest(from);
        }
    }

    /** As for a new request, but nothing is judged or counted again: the predecessor has done that. */
    private void unpackRequest(final ArrivingClient from) {
        parser.parse(client.unread());
        final RequestHead head = parser.head();
        stream.answer.reset();
        request.begin(head);
        stream.backend = from.backend();
        report.resume(true, head.requestLine(), stream.backend, from.server());
        report.received(head.upgrade() ? Weight.ofUpgrade(head) : Weight.of(head));
        final Entrance entrance = client.entrance();
        final ConnectionMode mode = entrance.connectionMode(stream.backend);
        stream.clientKept = head.keepAlive() && mode != ConnectionMode.CLOSE;
        stream.serverKept = mode == ConnectionMode.KEEP_ALIVE;
        stream.edits.clear().additions(from.luggage().additions);
        Entrance.connectionToServer(stream.edits, head, stream.serverKept);
        if (from.luggage().retryForbidden) {
            stream.retry.forbid();
        }
        stream.retry.backend(stream.backend);
        seeker.unpack(from);
        stream.state = HttpStream.State.SEEKING;
    }

    @Override
    public void queueAgain() {
        seeker.queueAgain();
    }

    @Override
    public void arrived(final Luggage luggage) {
        if (stream.state == HttpStream.State.SEEKING) {
            seeker.returned(luggage);
            return;
        }
        client.offer(); // A successor of this generation may be there already.
        if (client.unread() != null && client.unread().isReadable()) {
            stream.clientData();
        }
    }
}
