package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.generation.HandoverMessages;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** One reload in which one side is killed, and what must be so afterwards. */
final class DeadlyReload {
    private static final int KILLED = 128 + 9;
    /** After these the successor's death leaves nobody: the predecessor has been told to end, or that it may. */
    private static final Set<String> LAST_WORDS = Set.of("sent END", "sent BYE");

    private final DeathScene scene;
    private final DeathPoint point;
    private final int brokenBefore;

    DeadlyReload(final DeathScene scene, final DeathPoint point) {
        this.scene = scene;
        this.point = point;
        this.brokenBefore = scene.broken().size();
    }

    /**
     * The predecessor, armed for this point, dies there.
     *
     * @param next java's options for the successor
     * @return who serves afterwards
     */
    ProxyProcess predecessorDies(final ProxyProcess p, final List<String> next) throws IOException, InterruptedException {
        if (point.is("REFUSED")) {
            try (FakePeer welcome = newcomer(); FakePeer refused = newcomer()) {
                scene.site().await(point + ": it dies", () -> !p.alive());
                killed(p, "");
            }
            return judged(scene.first(next));
        }
        if (point.late()) {
            scene.beginSlow();
        }
        final List<KeptClient> leavers = point.is("UNWANT") ? scene.leavers() : List.of();
        final ProxyProcess s = scene.successor(p, next);
        end(p, s);
        leave(leavers, p, s);
        scene.site().await(point + ": it dies or ends", () -> !p.alive());
        killed(p, s.output());
        endSlow();
        if (point.is("BYE") && point.fromSuccessor()) {
            assertEquals(0, s.exitStatus(), s.output());
            return judged(scene.first(next));
        }
        s.until(point + ": the successor goes on alone", () -> scene.site().sole(s));
        return judged(s);
    }

    /** A successor dies; {@return who serves afterwards} */
    ProxyProcess successorDies(final ProxyProcess p) throws IOException, InterruptedException {
        if (point.is("REFUSED")) {
            try (FakePeer welcome = newcomer()) {
                final ProxyProcess s = scene.successor(p, point.kill());
                scene.site().await(point + ": it dies", () -> !s.alive());
                killed(s, "");
            }
            return judged(p);
        }
        if (point.late()) {
            scene.beginSlow();
        }
        final List<KeptClient> leavers = point.is("UNWANT") ? scene.leavers() : List.of();
        final ProxyProcess s = scene.successor(p, point.kill());
        end(p, s);
        leave(leavers, p, s);
        scene.site().await(point + ": it dies, or is the only one left", () -> !s.alive() || !p.alive() && scene.site().sole(s));
        killed(s, p.output());
        endSlow();
        scene.site().await(point + ": the predecessor goes on or ends", () -> !p.alive() || scene.site().sole(p));
        if (p.alive()) {
            return judged(p);
        }
        assertTrue(LAST_WORDS.contains(point.moment() + " " + point.message()) || point.is("BYE"), point + ": " + p.output());
        assertEquals(0, p.exitStatus(), point + ": " + p.output());
        return judged(scene.first(List.of()));
    }

    private FakePeer newcomer() throws IOException {
        return new FakePeer(scene.site().socket(), Integer.toString(HandoverMessages.VERSION));
    }

    /** Who says BYE is told to end, when the successor is active and the predecessor still at work. */
    private void end(final ProxyProcess p, final ProxyProcess s) throws IOException, InterruptedException {
        if (point.is("BYE")) {
            s.until("the successor is active", () -> scene.site().active(s));
            (point.fromSuccessor() ? s : p).signal("TERM");
        }
    }

    /** Of the clients that wait with the predecessor one after the other leaves, some of them after it has asked for them. */
    private void leave(final List<KeptClient> leavers, final ProxyProcess p, final ProxyProcess s)
            throws IOException, InterruptedException {
        for (int left = leavers.size(); left > 0; left--) {
            final int waiting = left;
            scene.site().await(point + ": " + left + " wait", () -> !p.alive() || !s.alive() || heard(leavers, waiting));
            leavers.get(left - 1).reset();
        }
    }

    /** {@return whether the successor has heard of as many that wait: all of them at first, fewer as they leave} */
    private boolean heard(final List<KeptClient> leavers, final int waiting) {
        final int queued = scene.queuedBefore();
        return waiting == leavers.size() ? queued >= waiting : queued >= 0 && queued <= waiting;
    }

    private void killed(final ProxyProcess p, final String otherOutput) throws IOException, InterruptedException {
        assertEquals(KILLED, p.alive() ? -1 : p.exitStatus(), () -> point + " was not reached; its output: " + said(p)
            + otherOutput);
    }

    private static String said(final ProxyProcess p) {
        try {
            return p.output();
        } catch (final IOException e) {
            return e.toString();
        }
    }

    private void endSlow() throws IOException {
        if (point.late()) {
            scene.endSlow();
        }
    }

    private ProxyProcess judged(final ProxyProcess survivor) throws IOException, InterruptedException {
        if (point.late()) {
            scene.releaseSlow();
        }
        scene.flows();
        scene.exact(point.toString(), point.is("BYE"));
        final int broken = scene.broken().size() - brokenBefore;
        // A process takes its time to die, so that of others' clients nobody can tell how often they met it.
        assertTrue(broken == 0 || !point.beforeActive(), () -> point + ": " + broken
            + " connections broken by one who had none; " + said(survivor));
        return survivor;
    }
}
