package io.usher.agent.desired;

import io.usher.agent.store.Database;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All servers added at runtime: in the database, and in memory for reading. Written with the lock of {@link Spokesman} held,
 * read by anybody.
 */
final class AddedServerTable {
    private final Database database;
    private final Map<AddedServer.Key, AddedServer> byKey = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    AddedServerTable(final Database database) {
        this.database = database;
        database.whenOpen(this::load);
    }

    /** Where the database opens late, what was done meanwhile counts more than what stands there. */
    private void load() {
        database.query("SELECT * FROM added_server WHERE node = ?", row -> new AddedServer(
                new AddedServer.Key(row.getString("backend"), row.getString("server")), row.getString("words"),
                ServerState.of(row.getString("state")).orElseThrow(), row.getBoolean("removing"),
                Database.instant(row, "since").orElseThrow(), row.getString("set_by")), database.node())
                .forEach(stored -> byKey.putIfAbsent(stored.key(), stored));
        changes.incrementAndGet();
    }

    /** Another number means that there may be other servers than before, or other ones on their way out. */
    long changes() {
        return changes.get();
    }

    Optional<AddedServer> find(final String backend, final String server) {
        return Optional.ofNullable(byKey.get(new AddedServer.Key(backend, server)));
    }

    boolean isRemoving(final String backend, final String server) {
        return find(backend, server).filter(AddedServer::removing).isPresent();
    }

    List<AddedServer> all() {
        return List.copyOf(byKey.values());
    }

    /** In memory first: if the database fails, this agent at least goes on rightly, and the asker hears of it. */
    void put(final AddedServer added) {
        byKey.put(added.key(), added);
        changes.incrementAndGet();
        database.merge("added_server", Database.columns("node", database.node(), "backend", added.key().backend(),
                "server", added.key().server()), Database.columns("words", added.words(), "state", added.state().json(),
                "removing", added.removing(), "since", added.since(), "set_by", added.by()));
    }

    void remove(final AddedServer.Key key) {
        byKey.remove(key);
        changes.incrementAndGet();
        database.update("DELETE FROM added_server WHERE node = ? AND backend = ? AND server = ?", database.node(), key.backend(),
                key.server());
    }
}
