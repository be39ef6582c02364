package io.usher.agent.rest;

import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.window.Window;
import io.usher.agent.window.WindowRequest;
import io.usher.agent.window.WindowService;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Maintenance windows in memory. */
final class WindowsDouble implements WindowService {

    private final Map<String, Window> windows = new TreeMap<>();

    @Override
    public Window create(final WindowRequest request, final Requester by, final boolean dryRun) {
        final Window window = new Window("01W", request.name(), request.cron(), request.duration(),
                request.timeZone().orElse("UTC"),
                by.name(), ServicesDouble.NOW, false, Optional.empty(),
                List.of(OffsetDateTime.ofInstant(ServicesDouble.NOW, ZoneOffset.ofHours(1))));
        if (!dryRun) {
            windows.put(window.id(), window);
        }
        return window;
    }

    @Override
    public List<Window> list() {
        return List.copyOf(windows.values());
    }

    @Override
    public Window get(final String id) {
        return Optional.ofNullable(windows.get(id)).orElseThrow(() -> new NotFound("no maintenance window '" + id + "'"));
    }

    @Override
    public Window replace(final String id, final WindowRequest request, final Requester by, final boolean dryRun) {
        get(id);
        return create(request, by, dryRun);
    }

    @Override
    public Window delete(final String id, final Requester by, final boolean dryRun) {
        final Window window = get(id);
        if (!dryRun) {
            windows.remove(id);
        }
        return window;
    }
}
