package io.usher.proxy.runtime;

import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Usher's own commands, on generations and seats; their answers are one line of JSON. */
final class GenerationCommands {

    private final Instance instance;
    private final ProcessFacts process;
    private final GenerationControl generation;
    private final SessionList sessions;
    private final ServerLookup servers;
    private final DrainWaiters waiters;

    GenerationCommands(final Instance instance, final ProcessFacts process, final GenerationControl generation,
                       final SessionList sessions) {
        this.instance = instance;
        this.process = process;
        this.generation = generation;
        this.sessions = sessions;
        servers = new ServerLookup(instance);
        waiters = new DrainWaiters(generation);
    }

    List<Command> commands() {
        return List.of(
            Command.of("show generation", Level.USER, "show generation",
                "report this generation, its predecessor and the seats they hold (JSON)", call -> report()),
            Command.of("show seats", Level.USER, "show seats [<backend>[/<srv>]]",
                "report the seats of each server address and who has taken them (JSON)", this::showSeats),
            new Command(List.of("wait", "drained"), Level.USER, "wait drained [<time>]",
                "answer when nothing before the next generation is left undrained", this::waitDrained),
            Command.of("finish", Level.ADMIN, "finish", "take no more connections, serve what is here, and end",
                call -> {
                    generation.finish();
                    return "";
                }),
            new Command(List.of("resume"), Level.ADMIN, "resume",
                "be active again: the successor hands everything back, and finishes", this::resume),
            Command.of("release seats", Level.OPERATOR, "release seats (<bk>/<srv>|<addr>)",
                "end all holds at an address: its seats may be sold twice", this::releaseSeats));
    }

    private String report() {
        final Json json = new Json().object()
            .member("number", generation.number()).member("state", generation.state().word())
            .member("drained", generation.drained()).member("pid", process.pid())
            .member("version", process.version()).member("startedMillis", generation.startedMillis());
        json.name("predecessor");
        generation.predecessor().ifPresentOrElse(it -> NeighbourReport.write(json, it), () -> json.value((String) null));
        json.name("successor");
        generation.successor().ifPresentOrElse(it -> NeighbourReport.write(json, it), () -> json.value((String) null));
        json.member("queued", queued()).member("connections", instance.counters().connections.current())
            .member("tunnels", sessions.snapshot().stream().filter(it -> it.state().equals("TUNNEL")).count());
        json.name("files").array();
        instance.configuration().files().forEach(json::value);
        json.endArray().name("seats");
        final SeatReport seats = new SeatReport(instance, generation);
        seats.takes(json);
        json.name("seatEvents");
        seats.counters(json);
        json.name("contested");
        seats.contested(json);
        return json.endObject() + "\n";
    }

    private long queued() {
        instance.lock().lock();
        try {
            return instance.backends().stream().mapToLong(Backend::totalQueued).sum();
        } finally {
            instance.lock().unlock();
        }
    }

    private String showSeats(final CommandCall call) {
        final String path = call.word(2);
        final int slash = path.indexOf('/');
        final Json json = new Json();
        if (slash >= 0) {
            return servers.with(path, server -> {
                new SeatReport(instance, generation).addresses(json, server::equals, false);
                return json + "\n";
            });
        }
        if (!path.isEmpty() && instance.backend(path).isEmpty()) {
            return "No such backend.\n";
        }
        final Predicate<Server> wanted = server -> path.isEmpty() || server.backend().name().equals(path);
        new SeatReport(instance, generation).addresses(json, wanted, path.isEmpty());
        return json + "\n";
    }

    private CompletionStage<String> waitDrained(final CommandCall call) {
        final String time = call.word(2);
        final long millis = time.isEmpty() ? 0 : Time.millis(time);
        if (millis < 0) {
            return CompletableFuture.completedFuture("'" + time + "' is no time: expected a number with ms, s, m, h or d, such as"
                + " 30s; without a unit it is milliseconds.\n");
        }
        final CompletableFuture<Boolean> drained = waiters.add();
        if (!time.isEmpty() && !drained.isDone()) {
            final Future<?> limit = call.session().timer().schedule(() -> drained.complete(false), millis, TimeUnit.MILLISECONDS);
            drained.whenComplete((done, failure) -> limit.cancel(false));
        }
        call.session().onClose(() -> drained.complete(false));
        return drained.thenApplyAsync(done -> report(), call.session().timer());
    }

    private CompletionStage<String> resume(final CommandCall call) {
        return generation.resume()
            .thenApplyAsync(why -> why.map(it -> it + "\n").orElseGet(this::report), call.session().timer());
    }

    private String releaseSeats(final CommandCall call) {
        final String at = call.word(2);
        return at.indexOf(':') > 0 && at.indexOf('/') < 0 ? releaseAt(at)
            : servers.change(at, server -> release(server.seats()));
    }

    /** By an address as {@code show seats} names it: the line that named it may be gone. */
    private String releaseAt(final String address) {
        instance.lock().lock();
        try {
            return instance.ledger().allSeats().stream().filter(seats -> seats.address().key().equals(address)).findFirst()
                .map(this::release).orElse("No such address.\n");
        } finally {
            instance.lock().unlock();
        }
    }

    private String release(final Seats seats) {
        final List<Take> released = instance.ledger().releaseHolds(seats);
        final Json json = new Json().object().member("address", seats.address().key()).name("released").array();
        released.forEach(take -> json.value(take.id().toString()));
        return json.endArray().endObject() + "\n";
    }
}
