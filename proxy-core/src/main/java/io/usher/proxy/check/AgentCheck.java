package io.usher.proxy.check;

import io.usher.proxy.live.AgentReply;
import io.usher.proxy.live.CheckResult;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;
import java.net.InetSocketAddress;

/**
 * Asks a server's agent, round after round (HAProxy configuration manual, 5.2 "agent-check"). On its loop; looks at server and
 * ledger with the instance lock held.
 *
 * <p>An agent has a port of its own and needs no seat. Where that is an address whose seats are limited, a round takes one of
 * them, or waits for it; waiting says nothing of the server.
 */
final class AgentCheck extends TimedRounds {

    private final int interMillis;
    private boolean admitted;
    private Probe probe;
    private long startNanos;
    /** Where it was asked last, and the seats there; null = none are limited. */
    private InetSocketAddress address;
    private Seats seats;

    AgentCheck(final Server server, final CheckLoop loop, final CheckTransport transport) {
        super("agent check", server, loop, transport);
        interMillis = server.line().agent().orElseThrow().inter();
    }

    // ---- start and stop

    @Override
    public void admit() {
        admitted = true;
        lookUp();
    }

    @Override
    public void dismiss() {
        admitted = false;
        instance.ledger().unserve(queue, server);
    }

    @Override
    public void start(final long delayNanos) {
        if (!running && !removed) {
            running = true;
            arm(delayNanos);
        }
    }

    @Override
    public void stop() {
        if (!running) {
            return;
        }
        running = false;
        cancelTimer.run();
        locked(this::withdraw);
        if (probe != null) {
            probe.giveUp();
            locked(server::agentAbandoned);
        }
    }

    /** Where the agent is now, and whether it takes a seat there. Lock held. */
    private void lookUp() {
        if (server.agent().address().equals(address) && (seats == null || seats.limit() > 0)) {
            return;
        }
        address = server.agent().address();
        instance.ledger().unserve(queue, server);
        seats = server.agentSeats();
        if (seats != null && admitted) {
            instance.ledger().serve(queue, server, seats);
        }
    }

    // ---- rounds

    @Override
    void due() {
        locked(() -> {
            if (!running || removed) {
                return;
            }
            arm(millis(interMillis));
            if (!server.agent().enabled()) {
                withdraw();
            } else if (probe == null && want == null) {
                lookUp();
                if (seats == null) {
                    begin(null);
                } else {
                    wait(Want.Priority.WHEN_FREE);
                }
            }
        });
    }

    private void wait(final Want.Priority priority) {
        want = new CheckWant(loop, now(), priority, (wish, take) -> locked(() -> granted(wish, take)));
        instance.ledger().enqueue(queue, want);
    }

    /** A seat, or null: none will come. */
    private void granted(final CheckWant wish, final Take take) {
        final boolean mine = want == wish;
        if (mine) {
            want = null;
        }
        if (take == null) {
            return;
        }
        final boolean wanted = mine && running && !removed && probe == null && server.agent().enabled();
        if (take.connection() != null) {
            take.connection().closeIdle();
            if (wanted) {
                wait(Want.Priority.NEXT);
            }
        } else if (wanted) {
            begin(take);
        } else {
            instance.ledger().release(take);
        }
    }

    private void begin(final Take take) {
        startNanos = now();
        server.agentStarted();
        if (take != null) {
            take.holder(this);
        }
        final Exchange.Agent exchange = new Exchange.Agent(server.agent().send());
        final Probe[] mine = new Probe[1];
        mine[0] = new Probe(server, address, exchange, take, loop, limits(interMillis), verdict -> ended(exchange, verdict),
            () -> over(mine[0]));
        probe = mine[0];
        // Not under the lock: connecting may take a while in the kernel.
        loop.execute(() -> mine[0].start(transport));
    }

    private void over(final Probe ended) {
        if (probe == ended) {
            probe = null;
        }
    }

    private void ended(final Exchange.Agent exchange, final Exchange.Verdict verdict) {
        locked(() -> {
            if (!running || removed) {
                return;
            }
            final long millis = (now() - startNanos) / NANOS_PER_MILLI;
            if (exchange.line() != null) {
                server.agentSaid(AgentReply.parse(exchange.line()), millis);
            } else {
                server.agentEnded(new CheckResult(verdict.status(), verdict.code(), verdict.info(), millis));
            }
        });
    }

    @Override
    public String toString() {
        return "agent check of " + server;
    }
}
