package io.usher.agent.reload;

import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code --watch}: asks for a reload when drained once the files have changed and then stayed the same for two looks, so that
 * a file is not taken half-written. A configuration that failed is not tried again until it changes. Observer's thread only.
 */
public final class FileWatch {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final Requester WATCH = new Requester("--watch");
    private final ConfigurationDifference difference;
    private final ReloadService reloads;
    private String lastSeen = "";
    private String asked = "";

    public FileWatch(final ConfigurationDifference difference, final ReloadService reloads) {
        this.difference = difference;
        this.reloads = reloads;
    }

    /** One look, about once a second. */
    public void look() {
        final ConfigurationDifference.Difference now = difference.look();
        if (now.from().isEmpty()) {
            asked = now.hash(); // Once they serve nobody asks for them again: somebody may go back from them.
        } else if (now.hash().equals(lastSeen) && !now.hash().equals(asked)) {
            asked = now.hash();
            LOG.info("the configuration {}: a reload is asked for", now.message());
            try {
                reloads.request(new ReloadRequest(ReloadRequest.DRAINED, false, "the files changed"), WATCH);
            } catch (final Refusal e) {
                LOG.warn("the reload was not taken on: {}", e.getMessage());
            }
        }
        lastSeen = now.hash();
    }
}
