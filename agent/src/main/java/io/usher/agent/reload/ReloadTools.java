package io.usher.agent.reload;

import io.usher.agent.configuration.Snapshots;
import io.usher.agent.event.EventSink;
import io.usher.agent.generation.Conductor;
import io.usher.agent.generation.Generations;
import io.usher.agent.generation.ProxyProgram;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.store.Database;

import java.time.InstantSource;

/** What reloads are done with. */
public record ReloadTools(Supervisor supervisor, Generations generations, ProxyProgram program, Snapshots snapshots,
                          Database database, Conductor conductor, InstantSource clock, EventSink events) {
}
