package io.usher.proxy.check;

import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.config.ServerLine.ServerCheck;
import io.usher.proxy.live.CheckResult;
import io.usher.proxy.live.CheckStatus;
import io.usher.proxy.live.SeatCounters;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;
import java.util.function.Supplier;

/**
 * The health check of one server, round after round. On its loop; looks at server and ledger with the instance lock held.
 *
 * <p>A round comes due, and then one of these is its result: an idle connection at the address (a passed TCP check); a
 * {@link Probe} with a seat of its own; or, while no seat is free, traffic that was answered since the last result. If there
 * was none the round waits for a seat, behind all requests; before all of them once a connection ended abnormally, once a
 * round has failed, or once traffic has stood in for {@value #STAND_INS} intervals. Waiting and holds never count against the
 * server.
 */
final class Check extends TimedRounds {

    private static final int STAND_INS = 10;

    private final ServerCheck settings;
    private final Supplier<Exchange> exchanges;
    private final boolean tcp;
    private Round probe;
    /** When a result last came from the server itself. */
    private long provenNanos;
    /** The last result from the server itself was bad: traffic proves nothing against it. */
    private boolean failing;
    /** When a result last came, of whatever kind. */
    private long resultNanos;
    private long startNanos;
    /** When a check of its own last passed, and whether one did. */
    private long heardNanos;
    private boolean heard;
    private int failuresSeen;

    Check(final Server server, final CheckLoop loop, final CheckTransport transport) {
        super("check", server, loop, transport);
        settings = server.line().check().orElseThrow();
        exchanges = Exchanges.of(server.backend().section());
        tcp = server.backend().section().options().httpCheck().isEmpty();
    }

    // ---- start and stop

    @Override
    public void admit() {
        instance.ledger().serve(queue, server, server.seats());
    }

    @Override
    public void dismiss() {
        instance.ledger().unserve(queue, server);
    }

    @Override
    public void start(final long delayNanos) {
        if (running || removed) {
            return;
        }
        running = true;
        provenNanos = now();
        resultNanos = provenNanos;
        failuresSeen = server.traffic().failures();
        server.traffic().onFailure(() -> loop.execute(this::trafficFailed));
        server.traffic().onSilence(nanos -> loop.execute(() -> hostSilent(nanos)));
        arm(delayNanos);
    }

    @Override
    public void stop() {
        if (!running) {
            return;
        }
        running = false;
        cancelTimer.run();
        server.traffic().onFailure(null);
        server.traffic().onSilence(null);
        locked(this::withdraw);
        if (probe != null) {
            probe.giveUp();
            locked(server::checkAbandoned);
        }
    }

    // ---- rounds

    @Override
    void due() {
        locked(() -> {
            if (!running || removed) {
                return;
            }
            if (!server.health().running()) {
                withdraw();
                arm(millis(settings.inter()));
            } else if (probe != null) {
                // The last probe's seat is not free yet: the server still has our connection open.
                deferred();
            } else if (!server.checkNeedsSeat()) {
                begin(null);
            } else if (tcp && hasIdleConnection()) {
                withdraw();
                proven(new Exchange.Verdict(CheckStatus.L4OK, 0, ""));
            } else if (want != null) {
                deferred();
            } else {
                takeOrWait();
            }
        });
    }

    private boolean hasIdleConnection() {
        return server.seats().idle() > 0 && server.seats().takes().stream().anyMatch(take ->
            take.state() == Take.State.IDLE && take.line() instanceof Server owner
                && owner.address().equals(server.address()));
    }

    private void takeOrWait() {
        final Ledger ledger = instance.ledger();
        final CheckWant wish = wish(urgent() ? Want.Priority.NEXT : Want.Priority.WHEN_FREE);
        final Take take = ledger.mayTake() ? ledger.take(server.seats(), server, wish) : null;
        if (take != null) {
            granted(take);
        } else if (trafficStandsIn()) {
            result(standIn());
        } else {
            if (!wish.hasFailed()) {
                want = wish;
                instance.seatCounters().count(SeatCounters.Event.CHECK_DEFERRED);
                instance.events().event(Severity.DEBUG, server.backend().section(), "Health check of " + server
                    + " is deferred: all seats at " + server.seats().address() + " are taken.");
                ledger.enqueue(queue, wish);
            }
            arm(interval());
        }
    }

    /** No seat yet: traffic may stand in; if it must not, the round goes first. */
    private void deferred() {
        if (trafficStandsIn()) {
            withdraw();
            result(standIn());
            return;
        }
        if (want != null && urgent() && want.priority() != Want.Priority.NEXT) {
            instance.ledger().priority(want, Want.Priority.NEXT);
        }
        arm(interval());
    }

    private CheckWant wish(final Want.Priority priority) {
        return new CheckWant(loop, now(), priority, (wish, take) -> locked(() -> grantArrived(wish, take)));
    }

    /** A seat for a round that waited, or null: none will come. */
    private void grantArrived(final CheckWant wish, final Take take) {
        final boolean mine = want == wish;
        if (mine) {
            want = null;
        }
        if (take == null) {
            return;
        }
        if (!mine || !running || removed || probe != null || !server.health().running()) {
            giveBack(take);
            return;
        }
        if (take.seats() != server.seats()) { // It moved since: that seat is for nothing any more.
            giveBack(take);
            arm(0);
            return;
        }
        cancelTimer.run();
        granted(take);
    }

    /** The round has a seat, maybe with an idle connection. */
    private void granted(final Take take) {
        if (take.connection() == null) {
            begin(take);
        } else if (tcp) {
            giveBack(take);
            proven(new Exchange.Verdict(CheckStatus.L4OK, 0, ""));
        } else {
            carry(take);
        }
    }

    /** The round's request goes over an idle connection. */
    private void carry(final Take take) {
        failuresSeen = server.traffic().failures();
        startNanos = now();
        server.checkStarted();
        take.holder(this);
        final CarriedProbe mine = new CarriedProbe(this, exchanges.get(), loop, new CarriedProbe.Hearer() {
            @Override
            public void verdict(final Exchange.Verdict verdict) {
                Check.this.verdict(verdict);
            }

            @Override
            public void unproven(final CarriedProbe ended, final Take rest) {
                over(ended);
                locked(() -> carriedNothing(rest));
            }

            @Override
            public void over(final CarriedProbe ended) {
                Check.this.over(ended);
            }
        });
        probe = mine;
        final Probe.Limits limits = limits(settings.inter());
        mine.start(take.connection(), limits.exchangeNanos() > 0 ? limits.exchangeNanos() : limits.connectNanos());
    }

    /** The idle connection ended as it was to be used: the round goes on with its seat, or is next for one. */
    private void carriedNothing(final Take rest) {
        final boolean goesOn = running && !removed && server.health().running();
        if (goesOn && rest != null) {
            begin(rest);
            return;
        }
        server.checkAbandoned();
        if (rest != null) {
            instance.ledger().release(rest);
        }
        if (goesOn) {
            want = wish(Want.Priority.NEXT);
            instance.ledger().enqueue(queue, want);
            arm(interval());
        } else {
            arm(millis(settings.inter()));
        }
    }

    private void giveBack(final Take take) {
        if (take.connection() == null) {
            instance.ledger().release(take);
        } else {
            take.connection().giveBack();
        }
    }

    private void begin(final Take take) {
        failuresSeen = server.traffic().failures();
        startNanos = now();
        server.checkStarted();
        if (take != null) {
            take.holder(this);
        }
        final Probe[] mine = new Probe[1];
        mine[0] = new Probe(server, server.checkAddress(), exchanges.get(), take, loop, limits(settings.inter()), this::verdict,
            () -> over(mine[0]));
        probe = mine[0];
        // Not under the lock: connecting may take a while in the kernel.
        loop.execute(() -> mine[0].start(transport));
    }

    private void over(final Round ended) {
        if (probe == ended) {
            probe = null;
        }
    }

    private void verdict(final Exchange.Verdict verdict) {
        locked(() -> {
            if (running && !removed) {
                if (verdict.status().result() == CheckStatus.Result.PASSED) {
                    heard = true;
                    heardNanos = now();
                }
                proven(verdict);
            }
        });
    }

    // ---- results

    /** The server itself has answered, or failed to. */
    private void proven(final Exchange.Verdict verdict) {
        final boolean probed = probe != null;
        provenNanos = now();
        failing = verdict.status().result() == CheckStatus.Result.FAILED;
        result(new CheckResult(verdict.status(), verdict.code(), verdict.info(),
            probed ? (provenNanos - startNanos) / NANOS_PER_MILLI : 0));
    }

    private void result(final CheckResult end) {
        resultNanos = now();
        server.checkEnded(end);
        arm(interval());
    }

    private CheckResult standIn() {
        return tcp ? new CheckResult(CheckStatus.L4OK, 0, "", 0)
            : new CheckResult(CheckStatus.L7OK, server.traffic().lastStatus(), "", 0);
    }

    private boolean trafficStandsIn() {
        return !urgent() && server.traffic().succeededSince(resultNanos);
    }

    private boolean urgent() {
        return failing || failuresSeen != server.traffic().failures()
            || now() - provenNanos >= STAND_INS * millis(settings.inter());
    }

    /** A connection of traffic ended abnormally: a round that waits goes first. */
    private void trafficFailed() {
        locked(() -> {
            if (want != null && want.queued()) {
                instance.ledger().priority(want, Want.Priority.NEXT);
            }
        });
    }

    /**
     * The probes that the kernel sends at {@code inter} on connections in work stayed unanswered: each is a check that failed.
     * Not if the server was heard since on another connection: then only that one is dead.
     */
    private void hostSilent(final long nanos) {
        locked(() -> {
            final long since = now() - nanos;
            if (!running || removed || !server.health().running() || server.traffic().succeededSince(since)
                    || heard && heardNanos - since >= 0) {
                return;
            }
            for (int i = 0; i < settings.fall(); i++) {
                proven(new Exchange.Verdict(CheckStatus.L4TOUT, 0, "no answer to keep-alive probes"));
            }
        });
    }

    private long interval() {
        return millis(server.health().intervalMillis(settings, server.operationalState()));
    }

    @Override
    public String toString() {
        return "health check of " + server;
    }
}
