package io.usher.agent.edit;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.desired.DesiredServers;
import io.usher.agent.event.EventSink;
import io.usher.agent.generation.Conductor;
import io.usher.agent.generation.ConfigurationCheck;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.reload.Reloads;
import io.usher.agent.store.Database;

import java.time.InstantSource;
import java.util.Map;

/**
 * What edits are done with.
 *
 * @param environment variables as the proxies have them
 * @param right       told whenever the files as they are now have been found right
 */
public record EditTools(ConfigurationFiles files, Snapshots snapshots, ConfigurationCheck check, Supervisor supervisor,
                        DesiredServers servers, Reloads reloads, Conductor conductor, Database database, EventSink events,
                        InstantSource clock, Map<String, String> environment, Runnable right) {
}
