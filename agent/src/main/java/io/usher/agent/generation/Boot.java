package io.usher.agent.generation;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.configuration.UnreadableConfigurationException;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's first act: adopt what runs; where nothing does, start the configuration, and where that is wrong, the last
 * snapshot that served. Conductor only.
 */
public final class Boot {
    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);
    private final Supervisor supervisor;
    private final Adoption adoption;
    private final Arrivals arrivals;
    private final ProxyProgram program;
    private final GenerationRecords records;
    private final Snapshots snapshots;
    private final ConfigurationFiles files;
    private final boolean strict;

    /**
     * @param strict a configuration that does not check ends the agent
     */
    public Boot(final Supervisor supervisor, final Adoption adoption, final Arrivals arrivals, final ProxyProgram program,
                final GenerationRecords records, final Snapshots snapshots, final ConfigurationFiles files,
                final boolean strict) {
        this.supervisor = supervisor;
        this.adoption = adoption;
        this.arrivals = arrivals;
        this.program = program;
        this.records = records;
        this.snapshots = snapshots;
        this.files = files;
        this.strict = strict;
    }

    /**
     * @param wrong told the proxy's message where the configuration as it is now does not check, before anything serves
     * @throws StartFailedException in strict mode, where the configuration does not check
     */
    public void run(final Consumer<String> wrong) throws IOException, StartFailedException {
        if (adoption.adopt(supervisor) || arrivals.first()) {
            arrivals.follow();
            return;
        }
        try {
            final Snapshot snapshot = snapshots.take(files);
            program.check(snapshot);
            startOrRetry(snapshot);
        } catch (final UnreadableConfigurationException e) {
            fallBack(new StartFailedException(e.getMessage(), e), wrong);
        } catch (final StartFailedException e) {
            fallBack(e, wrong);
        }
    }

    private void startOrRetry(final Snapshot snapshot) {
        try {
            supervisor.start(snapshot, before -> { });
        } catch (final StartFailedException e) {
            LOG.error("the first generation did not start: {}", e.getMessage());
            supervisor.retryBoot(snapshot, e.getMessage());
        }
    }

    private void fallBack(final StartFailedException why, final Consumer<String> wrong) throws StartFailedException {
        if (strict) {
            throw why;
        }
        LOG.error("the configuration does not check: {}", why.getMessage());
        wrong.accept(why.getMessage());
        final Optional<Snapshot> last = records.lastServed().flatMap(snapshots::find);
        if (last.isPresent()) {
            LOG.warn("the last configuration that served is started instead (snapshot {})", last.get().hash());
            startOrRetry(last.get());
        } else {
            supervisor.trouble(why.getMessage());
        }
    }
}
