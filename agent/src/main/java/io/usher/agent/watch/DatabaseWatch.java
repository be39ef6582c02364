package io.usher.agent.watch;

import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.store.Database;

import java.util.Map;

/** Publishes when the database is lost, and when it is back. The event of its loss is stored once it is back. */
final class DatabaseWatch {
    private final Database database;
    private final EventSink events;
    private boolean ok = true;

    DatabaseWatch(final Database database, final EventSink events) {
        this.database = database;
        this.events = events;
    }

    void look() {
        final Database.Health health = database.health();
        if (health.ok() != ok) {
            ok = health.ok();
            final String message = ok ? "the database can be used again"
                    : "the database cannot be used: " + health.detail() + "; schedules do not fire";
            events.publish(ok ? EventType.DATABASE_BACK : EventType.DATABASE_LOST, "database", message,
                    Map.of("detail", health.detail()));
        }
    }
}
