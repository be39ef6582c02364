package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of the two is killed where a handover in reverse turns: the other one goes on, and no seat is sold twice. */
class ResumeDeathsIT {
    /** The simulation has them all, in any order; these are the ones at which locks and streams are the kernel's own. */
    private static final List<String> TURNS = List.of("predecessor,sent,resume", "successor,sending,commit",
        "successor,sent,commit", "predecessor,received,commit", "predecessor,sent,active", "successor,received,active");

    @TempDir
    Path temp;

    @Test
    void theOtherOneGoesOnWhereverOneDiesOnTheWayBack() throws Exception {
        try (ResumeScene scene = new ResumeScene(temp)) {
            for (final String turn : TURNS) {
                dies(scene, turn);
            }
        }
    }

    private static void dies(final ResumeScene scene, final String turn) throws Exception {
        final boolean old = turn.startsWith("predecessor");
        final ResumeScene.Own p = scene.first(old ? turn + ",kill" : "");
        try (KeptClient working = KeptClient.tcp(scene.slowPort()).get("/?gate=" + turn);
             MortalLoad load = new MortalLoad(scene.site().port(), 2 * ResumeScene.SERVERS, 0)) {
            scene.site().await("load runs", () -> load.ok() > 2 * ResumeScene.SERVERS && scene.slow().busy() == 1);
            final ResumeScene.Own s = scene.next(p, old ? "" : turn + ",kill");
            p.resume();
            final ResumeScene.Own dead = old ? p : s;
            final ResumeScene.Own left = old ? s : p;
            scene.site().await(turn + ": it dies", () -> !dead.process().alive());
            left.process().until(turn + ": the other one is active", () -> left.is("active"));
            scene.slow().open(turn);
            scene.site().await(turn + ": the server is done", () -> scene.slow().busy() == 0);
            final int before = load.ok();
            scene.site().await(turn + ": traffic flows", () -> load.ok() > before + 4 * ResumeScene.SERVERS);
            scene.exact(turn);
            assertEquals(List.of(), load.wrong(), turn);
            left.process().kill();
            left.process().exitStatus();
        }
    }
}
