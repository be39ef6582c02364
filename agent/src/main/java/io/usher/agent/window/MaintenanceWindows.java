package io.usher.agent.window;

import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.reload.StartPermission;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.schedule.CalendarText;
import io.usher.agent.schedule.DurationText;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.TimeOrderedIds;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Windows in the database, and as last read from there in memory. As long as they could not be read even once nothing that waits
 * starts: who set windows wants no reload by day because a disk broke, and {@code now} can always be said.
 */
public final class MaintenanceWindows implements WindowService, StartPermission {
    private static final Duration LONGEST = Duration.ofDays(7);
    /** The wall clock may be set. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
    private final WindowTable table;
    private final boolean shared;
    private final AuditLog audit;
    private final EventSink events;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private volatile Optional<List<WindowRow>> known = Optional.empty(); // written with this as lock, read by anybody
    private Set<String> open = Set.of(); // guarded by this: ids of those that were open at the last look
    private volatile Instant lookAgain = Instant.MIN; // written with this as lock, read by anybody
    private volatile Runnable changed = () -> { }; // set once, before there are other threads

    public MaintenanceWindows(final Database database, final AuditLog audit, final EventSink events, final TimeOrderedIds ids,
                              final InstantSource clock) {
        this(database, database.location().dialect().shared(), audit, events, ids, clock);
    }

    /** @param shared whether another agent may change them too */
    MaintenanceWindows(final Database database, final boolean shared, final AuditLog audit, final EventSink events,
                       final TimeOrderedIds ids, final InstantSource clock) {
        this.table = new WindowTable(database);
        this.shared = shared;
        this.audit = audit;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** Who is told that the permission may be another now. */
    public void listen(final Runnable listener) {
        changed = listener;
    }

    /** Reads them anew: another agent on the same database may have changed them. About once a second, and at the start. */
    public void look() {
        if (shared || known.isEmpty()) {
            read();
        }
        final Instant now = clock.instant();
        if (!now.isBefore(lookAgain)) {
            tellChanges(now);
        }
    }

    private synchronized void tellChanges(final Instant now) {
        final List<WindowRow> windows = known.orElse(List.of());
        final Set<String> isOpen = new HashSet<>();
        Instant next = now.plus(LONGEST_LOOK);
        for (final WindowRow window : windows) {
            final Optional<Instant> closes = window.closes(now);
            if (closes.isPresent()) {
                isOpen.add(window.id());
                if (!open.contains(window.id())) {
                    tell(window, "opened", "until " + closes.get());
                }
            } else if (open.contains(window.id())) {
                tell(window, "closed", "");
            }
            final Optional<Instant> change = closes.or(() -> window.opensAfter(now));
            next = change.filter(next::isAfter).orElse(next);
        }
        open = isOpen;
        lookAgain = next;
    }

    private void tell(final WindowRow row, final String how, final String more) {
        events.publish(EventType.WINDOW_CHANGED, row.id(), ("maintenance window " + row.label() + " " + how + " " + more).strip(),
                Map.of("change", how));
    }

    private void read() {
        final boolean news;
        synchronized (this) {
            final Optional<List<WindowRow>> now = Optional.of(table.all());
            news = !now.equals(known);
            known = now;
            lookAgain = news ? Instant.MIN : lookAgain;
        }
        if (news) {
            changed.run();
        }
    }

    @Override
    public Optional<Closed> refusal(final Instant now) {
        if (known.isEmpty()) {
            return Optional.of(new Closed("the maintenance windows are not known while the database does not answer",
                    Optional.empty()));
        }
        final List<WindowRow> windows = known.get();
        if (windows.isEmpty() || windows.stream().anyMatch(window -> window.open(now))) {
            return Optional.empty();
        }
        record Opening(WindowRow window, Instant at) {
        }
        return Optional.of(windows.stream().flatMap(window -> window.opensAfter(now).map(at -> new Opening(window, at)).stream())
                .min(Comparator.comparing(Opening::at))
                .map(next -> new Closed("outside the maintenance windows; " + next.window().label() + " opens at " + next.at(),
                        Optional.of(next.at())))
                .orElseGet(() -> new Closed("outside the maintenance windows, and none opens any more", Optional.empty())));
    }

    @Override
    public Window create(final WindowRequest request, final Requester by, final boolean dryRun) {
        return save(read(ids.next(), clock.instant(), request, by), "created", by, dryRun);
    }

    @Override
    public Window replace(final String id, final WindowRequest request, final Requester by, final boolean dryRun) {
        final WindowRow old = find(id);
        return save(read(id, old.created(), request, by), "changed", by, dryRun);
    }

    private Window save(final WindowRow row, final String how, final Requester by, final boolean dryRun) {
        if (!dryRun) {
            table.save(row);
            note(row, how, by);
        }
        return row.view(clock.instant());
    }

    private WindowRow read(final String id, final Instant created, final WindowRequest request, final Requester by) {
        final ZoneId zone = CalendarText.zone(request.timeZone().orElse("UTC"));
        CalendarText.name(request.name());
        CalendarText.cron(request.cron(), zone, clock.instant());
        return new WindowRow(id, request.name(), request.cron(), DurationText.read("duration", request.duration(), LONGEST),
                zone.getId(),
                created, by.name());
    }

    private void note(final WindowRow row, final String how, final Requester by) {
        read();
        audit.write(by, "window", row.id(), how + ": " + row.cron() + " " + row.timeZone() + " for "
                + DurationText.write(row.lasts()));
        events.publish(EventType.WINDOW_CHANGED, row.id(), "maintenance window " + row.label() + " " + how + ", by " + by,
                Map.of("change", how, "by", by.name()));
    }

    @Override
    public List<Window> list() {
        final Instant now = clock.instant();
        return table.all().stream().map(row -> row.view(now)).toList();
    }

    @Override
    public Window get(final String id) {
        return find(id).view(clock.instant());
    }

    private WindowRow find(final String id) {
        return table.find(id).orElseThrow(() -> new NotFound("there is no maintenance window '" + id + "'"));
    }

    @Override
    public Window delete(final String id, final Requester by, final boolean dryRun) {
        final WindowRow row = find(id);
        if (!dryRun) {
            table.delete(id);
            note(row, "deleted", by);
        }
        return row.view(clock.instant());
    }
}
