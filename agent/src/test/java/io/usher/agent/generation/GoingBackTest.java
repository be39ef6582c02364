package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoingBackTest {
    private static final Requester ANNA = new Requester("anna");

    @TempDir
    Path folder;
    private FakeWorld world;
    private GoingBack back;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        world = new FakeWorld(folder);
        back = new GoingBack(world.supervisor, world.generations, world.records, world.conductor,
                (abandoned, resumed, by, reason) ->
                        told.add(abandoned.number() + " for " + resumed.number() + " by " + by + ": " + reason));
        world.supervisor.listen(new GenerationEvents() {
            @Override
            public void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
                told.add(now.number() + " " + cause);
            }
        });
        start();
        world.latest().hold(1);
        start();
        told.clear();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void start() throws Exception {
        world.start();
    }

    @Test
    void earlierGenerationServesAgainAndTheOneThatIsGivenUpIsNamed() throws Exception {
        final CompletableFuture<GenerationView> outcome = back.resume(1, "it loses requests", ANNA);
        assertFalse(outcome.isDone());
        world.latest().succeeded(); // As the proxy's successor does while it hands back.
        world.conductor.run();

        assertEquals(GenerationState.ACTIVE, outcome.join().state());
        assertEquals(1, world.supervisor.active().orElseThrow().number());
        assertEquals(List.of("1 RESUMED", "2 for 1 by anna: it loses requests"), told);
    }

    @Test
    void crashAfterwardsRestartsTheOneThatServedAgain() throws Exception {
        back.resume(1, "", ANNA);
        world.latest().succeeded();
        world.conductor.run();
        world.latest().die(0);
        world.started().get(0).die(137);
        world.conductor.run();

        assertTrue(world.supervisor.trouble().contains("generation 1"), world.supervisor.trouble());
        assertEquals(java.time.Duration.ofSeconds(1), world.conductor.nextDelay());
    }

    @Test
    void judgesWithoutDoing() {
        assertEquals(GenerationState.FINISHING, back.judge(1).state());
        assertEquals(2, world.supervisor.active().orElseThrow().number());
        assertEquals(GenerationState.ACTIVE, back.judge(2).state());
        assertThrows(NotFound.class, () -> back.judge(9));
    }

    @Test
    void askingForTheOneThatServesChangesNothing() {
        final CompletableFuture<GenerationView> outcome = back.resume(2, "", ANNA);
        world.conductor.run();

        assertEquals(2, outcome.join().number());
        assertEquals(List.of(), told);
    }

    @Test
    void refusalOfTheProxyIsPassedOnAndNothingChanges() {
        world.started().get(0).refusesToResume("generation 1 cannot be active again: it is told to end");
        final CompletableFuture<GenerationView> outcome = back.resume(1, "", ANNA);
        world.conductor.run();

        final Throwable why = assertThrows(CompletionException.class, outcome::join).getCause();
        assertEquals(Conflict.class, why.getClass());
        assertTrue(why.getMessage().startsWith("generation 1 cannot be active again: it is told to end"), why.getMessage());
        assertEquals(2, world.supervisor.active().orElseThrow().number());
        assertEquals(List.of(), told);
    }

    @Test
    void generationThatHasEndedIsRefusedWithTheOtherWay() {
        world.started().get(0).die(0);
        world.conductor.run();

        final Conflict why = assertThrows(Conflict.class, () -> back.resume(1, "", ANNA));
        assertTrue(why.getMessage().contains("generation 1 has ended; a reload with its configuration brings it back"),
                why.getMessage());
    }
}
