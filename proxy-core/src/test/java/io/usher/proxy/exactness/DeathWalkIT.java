package io.usher.proxy.exactness;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generations are killed at every message of the handover's table, at their own sending of it and at their receiving of it,
 * while requests are in work, queued, moving and given up. Each death is followed by the next in the same instance.
 */
class DeathWalkIT {
    @TempDir
    Path temp;

    @Test
    void predecessorIsInheritedFromWhereverItDies() throws Exception {
        final List<DeathPoint> points = DeathPoint.of(false);
        try (DeathScene scene = new DeathScene(temp)) {
            ProxyProcess p = scene.first(points.get(0).kill());
            for (int i = 0; i < points.size(); i++) {
                scene.flows();
                final List<String> next = i + 1 < points.size() ? points.get(i + 1).kill() : List.of();
                p = new DeadlyReload(scene, points.get(i)).predecessorDies(p, next);
            }
        }
    }

    @Test
    void successorIsRolledBackFromWhereverItDies() throws Exception {
        try (DeathScene scene = new DeathScene(temp)) {
            ProxyProcess p = scene.first(List.of());
            for (final DeathPoint point : DeathPoint.of(true)) {
                scene.flows();
                p = new DeadlyReload(scene, point).successorDies(p);
            }
        }
    }
}
