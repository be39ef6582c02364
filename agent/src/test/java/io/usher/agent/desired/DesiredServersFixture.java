package io.usher.agent.desired;

import io.usher.agent.event.EventSink;
import io.usher.agent.generation.FakeWorld;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@link DesiredServers} in a {@link FakeWorld} in which no generation was started yet; a test begins with that. */
abstract class DesiredServersFixture {
    static final Requester ANNA = new Requester("anna");
    @TempDir
    Path folder;
    FakeWorld world;
    AuditLog audit;
    DesiredServers servers;

    @BeforeEach
    void openWorld() throws Exception {
        world = new FakeWorld(folder);
        audit = new AuditLog(world.database, world.clock());
        servers = anotherAgents();
        world.supervisor.listen(servers);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    /** Those of an agent that begins with what is in the database. */
    DesiredServers anotherAgents() {
        return new DesiredServers(world.database, world.snapshots, Map.of(), audit, EventSink.NOBODY, world.clock(),
                world.supervisor::trouble);
    }

    /** How often the latest generation was asked just this. */
    long times(final String command) {
        return world.latest().asked().stream().filter(command::equals).count();
    }
}
