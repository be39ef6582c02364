package io.usher.agent.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;

import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dry run says what the change itself would say where the balancing takes no other weights and no more servers. */
class StaticBalanceTest extends DesiredServersFixture {
    private static final String REFUSAL = "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.";

    @BeforeEach
    void startOne() throws Exception {
        world.configure(3);
        world.start();
    }

    @Test
    void refusesAWeightInADryRunAsTheProxyDoes() {
        world.latest().balances("static-rr", REFUSAL);
        final Conflict real = assertThrows(Conflict.class, () -> servers.change("b", "s", weight(9), ANNA));
        final Conflict dry = assertThrows(Conflict.class, () -> servers.preview("b", "s", weight(9), ANNA));
        assertEquals(real.getMessage(), dry.getMessage());
        final List<NamedPatch> several = List.of(new NamedPatch("s", weight(9)));
        assertEquals(real.getMessage(), assertThrows(Conflict.class, () -> servers.preview("b", several, ANNA)).getMessage());
        assertEquals("3", world.latest().get("weight"));
    }

    @Test
    void takesNoneAndTheConfiguredWeight() {
        world.latest().balances("static-rr", "");
        assertEquals(0, servers.preview("b", "s", weight(0), ANNA).weight().value());
        assertEquals(3, servers.preview("b", "s", weight(3), ANNA).weight().value());
        assertEquals(3, servers.preview("b", "s", new ServerPatch(FieldChange.absent(), FieldChange.clear(),
                FieldChange.absent()), ANNA).weight().value());
    }

    @Test
    void setsNothingElseWhereTheWeightWillBeRefused() {
        world.latest().balances("static-rr", REFUSAL);
        final ServerPatch both = new ServerPatch(FieldChange.set(ServerState.DRAIN), FieldChange.set(9), FieldChange.absent());
        assertThrows(Conflict.class, () -> servers.change("b", "s", both, ANNA));
        assertEquals("ready", world.latest().get("state"));
    }

    @Test
    void takesAnyWeightWhereTheAlgorithmIsDynamicOrNotTold() {
        for (final String algorithm : List.of("roundrobin", "leastconn", "first", "random", "unknown", "")) {
            world.latest().balances(algorithm, "");
            assertEquals(9, servers.preview("b", "s", weight(9), ANNA).weight().value(), algorithm);
        }
    }

    @Test
    void tellsAMapFromAConsistentHashByTheConfiguration() throws Exception {
        world.latest().balances("source", REFUSAL);
        assertThrows(Conflict.class, () -> servers.preview("b", "s", weight(9), ANNA));
        Files.writeString(world.file, "    hash-type consistent\n", StandardOpenOption.APPEND);
        world.start();
        world.latest().balances("source", "");
        assertEquals(9, servers.preview("b", "s", weight(9), ANNA).weight().value());
    }

    @Test
    void refusesAFurtherServerInADryRun() throws Invalid {
        final NewServer more = new NewServer("t", "127.0.0.1", 9002, 7, 2, false, ServerState.READY, Optional.empty());
        assertEquals("t", servers.previewAdd("b", more, ANNA).name());
        world.latest().balances("static-rr", REFUSAL);
        assertEquals("adding b/t: the proxy refused: Backend must use a dynamic load balancing to support dynamic servers.",
                assertThrows(Conflict.class, () -> servers.previewAdd("b", more, ANNA)).getMessage());
    }

    private static ServerPatch weight(final int weight) {
        return new ServerPatch(FieldChange.absent(), FieldChange.set(weight), FieldChange.absent());
    }
}
