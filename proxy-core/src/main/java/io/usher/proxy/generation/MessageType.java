package io.usher.proxy.generation;

import static io.usher.proxy.generation.MessageType.Field.ADDRESS;
import static io.usher.proxy.generation.MessageType.Field.COUNT;
import static io.usher.proxy.generation.MessageType.Field.NUMBER;
import static io.usher.proxy.generation.MessageType.Field.TAKE;
import static io.usher.proxy.generation.MessageType.Field.TEXT;
import static io.usher.proxy.generation.MessageType.Sender.BOTH;
import static io.usher.proxy.generation.MessageType.Sender.PREDECESSOR;
import static io.usher.proxy.generation.MessageType.Sender.SUCCESSOR;

import java.util.List;

/**
 * The messages of the handover's connection C: name, who sends it, its fields. On the wire a message is one line, the
 * words {@code -} for {@code _} in the name, fields separated by one space. Numbers of the steps are those of the
 * handover's specification.
 */
enum MessageType {
    /** 1: protocol version, pid. In this one line {@code usher-handover control} stands for the name. */
    HELLO(SUCCESSOR, false, field("version", COUNT), field("pid", COUNT)),
    /** 1: why there will be no handover; in reverse, from either side, that it does not come about. */
    REFUSED(BOTH, false, field("reason", TEXT)),
    /** 2: version, own number and pid, the number the successor gets, the token of connection D, the instance's folder. */
    WELCOME(PREDECESSOR, false, field("version", COUNT), field("generation", COUNT), field("pid", COUNT),
        field("successor", COUNT), field("token", TEXT), field("folder", TEXT)),
    /** 2: descriptor n on connection D is the listener of that name. */
    LISTENER(PREDECESSOR, false, field("n", COUNT), field("key", TEXT)),
    /** 2: how many listeners there are, before the first. */
    LISTENERS(PREDECESSOR, false, field("count", COUNT)),
    /** Descriptor n has arrived and is kept. */
    ACK(BOTH, false, field("n", COUNT)),
    /** Descriptor n was lost: keep yours, or send it again under a new number. */
    NAK(BOTH, false, field("n", COUNT)),
    /** Descriptor n has arrived and is not wanted: its listener is not in the successor's configuration. */
    DECLINE(SUCCESSOR, false, field("n", COUNT)),
    /** 2: the predecessor's journal is that of this generation, in the folder of WELCOME. */
    JOURNAL(PREDECESSOR, false, field("generation", COUNT)),
    /** 2, 9: one value set at runtime, as the package live writes it. */
    STATE(BOTH, false, field("value", TEXT)),
    /** 2: the values so far; deltas follow. */
    STATE_END(PREDECESSOR, false),
    /** 3: listeners registered, warmed up. */
    READY(SUCCESSOR, false),
    /**
     * 4: a taken seat: its id, address, ns since it was taken, why it is on hold ({@code -} = it is not), ns until the
     * hold's bound (0 = none), 1 if the successor holds it from now on.
     */
    TAKEN(PREDECESSOR, false, field("take", TAKE), field("address", ADDRESS), field("age", COUNT), field("hold", TEXT),
        field("remaining", COUNT), field("passes", COUNT)),
    /** 4: a limit of the predecessor, for addresses the successor does not name. */
    LIMIT(PREDECESSOR, false, field("address", ADDRESS), field("limit", COUNT)),
    /** 4: the ledger is complete, the lock is free. */
    COMMIT(PREDECESSOR, false, field("taken", COUNT), field("limits", COUNT)),
    /** 5: the successor owns the ledger and accepts. */
    ACTIVE(SUCCESSOR, false),
    /** 5: the predecessor finishes, and takes at most so many ms for it; 0 = as long as its work takes. */
    FINISHING(PREDECESSOR, false, field("hard-stop", COUNT)),
    /**
     * 6: a client moves as descriptor n, with its request r, which arrived age ns before COMMIT; r = 0: it is between requests.
     * What goes with it, as the package traffic writes it.
     */
    MOVE(PREDECESSOR, false, field("n", COUNT), field("r", COUNT), field("age", NUMBER), field("luggage", TEXT)),
    /**
     * 6: the addresses that wants of a place may use, in place of those named before; 1 if more lines with addresses of
     * this place follow.
     */
    PLACE(PREDECESSOR, true, field("place", COUNT), field("more", COUNT), field("address", ADDRESS)),
    /** 6: request r, which arrived age ns before COMMIT (negative: after it), waits for a seat of that place. */
    WANT(PREDECESSOR, false, field("r", COUNT), field("age", NUMBER), field("place", COUNT)),
    /** 7: request r waits no more. */
    UNWANT(PREDECESSOR, false, field("r", COUNT)),
    /** 6: every request that waited at COMMIT has been named. */
    QUEUE_END(PREDECESSOR, false),
    /** 7: request r has the seat; the take's id; its address. */
    GRANT(SUCCESSOR, false, field("r", COUNT), field("take", TAKE), field("address", ADDRESS)),
    /** 8: the take is over. */
    RELEASE(PREDECESSOR, false, field("take", TAKE)),
    /**
     * 8: a seat on hold passes with its connection as descriptor n: the take, why it is on hold, ns until the hold's bound
     * (0 = none), how the connection is to be watched, as the package traffic writes it. Its answer is ACK or NAK n.
     */
    HOLD(PREDECESSOR, false, field("n", COUNT), field("take", TAKE), field("hold", TEXT), field("remaining", COUNT),
        field("watch", TEXT)),
    /** 9: the sender is alive. */
    PING(BOTH, false),
    /** 9: queued requests and client connections of the predecessor. */
    STATS(PREDECESSOR, false, field("queued", COUNT), field("connections", COUNT)),
    /** 10: no request, want, unacknowledged move or seat. */
    DRAINED(PREDECESSOR, false),
    /** 11: the predecessor may exit. */
    END(SUCCESSOR, false),
    /**
     * The finishing predecessor asks to be active again: no descriptor of it is on its way, and QUEUE-END was sent. The answer is
     * REFUSED, or BACK; from ACTIVE on each side has the other's messages.
     */
    RESUME(PREDECESSOR, false),
    /** The ledger comes back: the highest generation number given out; TAKEN, LIMIT and COMMIT follow. */
    BACK(SUCCESSOR, false, field("last", COUNT)),
    /** The sender exits on purpose; why. */
    BYE(BOTH, false, field("reason", TEXT));

    private final Sender sender;
    private final boolean open;
    private final List<NamedField> fields;

    MessageType(final Sender sender, final boolean open, final NamedField... fields) {
        this.sender = sender;
        this.open = open;
        this.fields = List.of(fields);
    }

    /** Which side may send it, by the parts that the two play at that moment. */
    enum Sender {
        PREDECESSOR, SUCCESSOR, BOTH;

        /** {@return the side at the other end} */
        Sender other() {
            return this == PREDECESSOR ? SUCCESSOR : this == SUCCESSOR ? PREDECESSOR : BOTH;
        }
    }

    /** What a field may hold: a whole number from 0, any whole number, a take's id, an address, or any text. */
    enum Field { COUNT, NUMBER, TAKE, ADDRESS, TEXT }

    /** A field's name and kind. */
    record NamedField(String name, Field kind) {
    }

    private static NamedField field(final String name, final Field kind) {
        return new NamedField(name, kind);
    }

    boolean sentBy(final Sender side) {
        return sender == BOTH || side == BOTH || sender == side;
    }

    /** {@return whether the last field may stand any number of times, none included} */
    boolean open() {
        return open;
    }

    List<NamedField> fields() {
        return fields;
    }

    /** {@return its name on the wire} */
    String word() {
        return name().replace('_', '-');
    }
}
