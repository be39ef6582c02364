package io.usher.agent.rest;

import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.NewServer;
import io.usher.agent.desired.ServerPatch;
import io.usher.agent.desired.ServerState;
import io.usher.agent.request.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what requests say of servers. */
final class ServerBodies {

    static final int HEAVIEST = 256;
    private static final int LAST_PORT = 65_535;
    private static final int USUAL_INTER = 2000;
    private static final int USUAL_RISE = 2;
    private static final int USUAL_FALL = 3;
    private static final List<String> FIELDS = List.of("state", "weight", "maxconn", "address", "port");

    private ServerBodies() {
    }

    /** A merge patch (RFC 7396), which must say something. */
    static ServerPatch patch(final Body body) {
        final ServerPatch patch = new ServerPatch(
                change(body, "state", field -> state(body, field)),
                change(body, "weight", field -> body.integer(field, 0, HEAVIEST)),
                change(body, "maxconn", field -> body.integer(field, 0, Integer.MAX_VALUE)),
                change(body, "address", field -> body.text(field).orElseThrow()),
                change(body, "port", field -> body.integer(field, 1, LAST_PORT)));
        body.end();
        if (FIELDS.stream().noneMatch(body::has)) {
            final String place = body.place("").replaceAll("\\.$", "");
            throw new Invalid(place, (place.isEmpty() ? "" : place + ": ")
                    + "the patch changes nothing (expected: " + String.join(", ", FIELDS) + ")");
        }
        return patch;
    }

    static <T> FieldChange<T> change(final Body body, final String field, final Function<String, T> value) {
        if (!body.has(field)) {
            return FieldChange.absent();
        }
        return body.isNull(field) ? FieldChange.clear() : FieldChange.set(value.apply(field));
    }

    private static ServerState state(final Body body, final String field) {
        final String word = body.text(field).orElseThrow();
        return ServerState.of(word).orElseThrow(
                () -> new Invalid(body.place(field), body.place(field) + ": '" + word + "' (expected: ready, drain or maint)"));
    }

    /** The list {@code servers}. */
    static List<NamedPatch> namedPatches(final Body body) {
        final List<NamedPatch> patches = new ArrayList<>();
        for (final Body each : body.objects("servers")) {
            patches.add(new NamedPatch(required(each, "name", "the name of a server"), patch(each)));
        }
        return patches;
    }

    /** A server to be added. */
    static NewServer newServer(final Body body) {
        final String name = required(body, "name", "a name");
        final String address = required(body, "address", "an IP address");
        final NewServer server = new NewServer(name, address, body.integer("port", 1, LAST_PORT),
                number(body, "weight", 0, HEAVIEST, 1), number(body, "maxconn", 0, Integer.MAX_VALUE, 0), body.flag("backup"),
                body.has("state") ? state(body, "state") : ServerState.READY, check(body));
        body.end();
        return server;
    }

    private static Optional<NewServer.Check> check(final Body body) {
        if (!body.has("check")) {
            return Optional.empty();
        }
        final Body check = body.object("check");
        final NewServer.Check read = new NewServer.Check(number(check, "inter", 1, Integer.MAX_VALUE, USUAL_INTER),
                number(check, "rise", 1, Integer.MAX_VALUE, USUAL_RISE), number(check, "fall", 1, Integer.MAX_VALUE, USUAL_FALL));
        check.end();
        return Optional.of(read);
    }

    private static int number(final Body body, final String field, final int least, final int most, final int otherwise) {
        return body.has(field) ? body.integer(field, least, most) : otherwise;
    }

    private static String required(final Body body, final String field, final String expected) {
        return body.text(field).orElseThrow(
                () -> new Invalid(body.place(field), body.place(field) + ": missing (expected: " + expected + ")"));
    }
}
