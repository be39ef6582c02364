package io.usher.agent.schedule;

import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.FieldView;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.ServerService;
import io.usher.agent.desired.ServerState;
import io.usher.agent.desired.ServerView;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.reload.Reload;
import io.usher.agent.reload.ReloadAnswer;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.reload.ReloadState;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What schedules act on: backend {@code app} with servers web1 and web2, and reloads that last until they are told to end. Only
 * what schedules call is there, and of records only what they read.
 */
final class ProxyDouble {

    /** Who asked for a reload, in order. */
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    /** What was set, in order, e.g. {@code web1 weight 10}. */
    final List<String> set = new CopyOnWriteArrayList<>();
    volatile String lastSetBy = "";
    volatile boolean unreachable;
    volatile ReloadState reloadState = ReloadState.WAITING;
    private final Map<String, Integer> weights = new TreeMap<>(Map.of("web1", 1, "web2", 1));
    private final List<String> keys = new CopyOnWriteArrayList<>();

    ServerService servers() {
        return as(ServerService.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "servers" -> views((String) arguments[0]);
            case "change" -> change((String) arguments[0], (List<?>) arguments[1], (Requester) arguments[2]);
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    ReloadService reloads() {
        return as(ReloadService.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "requestOnce" -> once((String) arguments[0], (Requester) arguments[2]);
            case "get" -> reload((String) arguments[0]);
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T as(final Class<T> type, final InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private List<ServerView> views(final String backend) {
        if (unreachable) {
            throw new ProxyUnreachable(ProxyUnreachable.Kind.NO_GENERATION, "no generation serves", null);
        }
        if (!backend.equals("app")) {
            throw new NotFound("there is no backend '" + backend + "'");
        }
        return weights.keySet().stream().map(this::view).toList();
    }

    private ServerView view(final String name) {
        return record(ServerView.class, Map.of("name", name, "weight",
                new FieldView<>(weights.get(name), Optional.of(1), Optional.empty())));
    }

    private List<ServerView> change(final String backend, final List<?> patches, final Requester by) {
        views(backend);
        lastSetBy = by.name();
        final List<ServerView> changed = new ArrayList<>();
        for (final Object each : patches) {
            final NamedPatch patch = (NamedPatch) each;
            if (patch.patch().weight() instanceof FieldChange.Set<Integer> weight) {
                weights.put(patch.server(), weight.value());
                set.add(patch.server() + " weight " + weight.value());
            }
            if (patch.patch().state() instanceof FieldChange.Set<ServerState> state) {
                set.add(patch.server() + " state " + state.value().json());
            }
            changed.add(view(patch.server()));
        }
        return changed;
    }

    private ReloadAnswer once(final String key, final Requester by) {
        if (!keys.contains(key)) {
            keys.add(key);
            asked.add(by.name());
        }
        return new ReloadAnswer(reload("r" + (keys.indexOf(key) + 1)), false, List.of());
    }

    private Reload reload(final String id) {
        return record(Reload.class, Map.of("id", id, "state", reloadState, "message", ""));
    }

    /** A record with these components; the others are empty. */
    private static <T extends Record> T record(final Class<T> type, final Map<String, Object> values) {
        final RecordComponent[] components = type.getRecordComponents();
        final Object[] arguments = Arrays.stream(components)
                .map(component -> values.containsKey(component.getName()) ? values.get(component.getName())
                : empty(component.getType()))
                .toArray();
        try {
            return type.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no record " + type, e);
        }
    }

    private static Object empty(final Class<?> type) {
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == List.class) {
            return List.of();
        }
        return type == boolean.class ? false : type == long.class ? (Object) 0L : type == int.class ? (Object) 0 : null;
    }
}
