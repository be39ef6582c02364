package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import io.usher.proxy.seat.JournalFullException;
import io.usher.proxy.seat.SeatJournal;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.TakeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A journal in memory, which its generation's death leaves behind. */
class SimulatedJournal implements SeatJournal, OwnJournal, OtherJournal {
    private final World world;
    private final int generation;
    private final Map<TakeId, JournalEntry> entries = new LinkedHashMap<>();
    boolean alive = true;
    boolean full;
    /** Why its entries cannot be read; null = they can. */
    String damage;
    /** Why others do not find it; null = they do. */
    String astray;
    private int handingTo;

    SimulatedJournal(final World world, final int generation) {
        this.world = world;
        this.generation = generation;
        world.journals.put(generation, this);
    }

    @Override
    public void write(final Take take) throws JournalFullException {
        if (full) {
            throw new JournalFullException("no room");
        }
        entries.put(take.id(), new JournalEntry(take.id(), take.seats().address()));
    }

    @Override
    public void clear(final Take take) {
        entries.remove(take.id());
    }

    @Override
    public void markIdle(final Take take, final boolean idle) {
        entries.put(take.id(), new JournalEntry(take.id(), take.seats().address(), idle));
    }

    @Override
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    @Override
    public void handingTo(final int successor) {
        handingTo = successor;
    }

    @Override
    public Optional<String> astray() {
        return Optional.ofNullable(astray);
    }

    @Override
    public void deleteIfEmpty() {
        if (entries.isEmpty()) {
            delete();
        }
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public boolean dead() {
        return !alive;
    }

    @Override
    public boolean stopped() {
        return alive && world.generations.stream().anyMatch(g -> g.number == generation && g.stopped);
    }

    @Override
    public void kill() {
        world.generations.stream().filter(g -> alive && g.number == generation).forEach(SimulatedGeneration::kill);
    }

    @Override
    public int handingTo() {
        return handingTo;
    }

    @Override
    public List<JournalEntry> entries() {
        return damage == null ? List.copyOf(entries.values()) : List.of();
    }

    @Override
    public void delete() {
        world.journals.remove(generation);
    }
}
