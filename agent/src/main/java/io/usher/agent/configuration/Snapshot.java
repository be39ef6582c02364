package io.usher.agent.configuration;

import java.nio.file.Path;
import java.util.List;

/**
 * A configuration as it was at one time, kept in files of its own, so that a generation can be started from it again whatever
 * became of the originals.
 *
 * @param hash      SHA-256 over the originals, hex; also the name of its folder
 * @param files     the copies to start from, in order; files that they name stand beside them
 * @param originals where they came from, in the same order
 */
public record Snapshot(String hash, List<Path> files, List<Path> originals) {
    public Snapshot {
        files = List.copyOf(files);
        originals = List.copyOf(originals);
    }

    /** The proxy's message with the names that the user knows in place of the copies'. */
    public String inUsersWords(final String message) {
        String text = message;
        for (int i = 0; i < files.size(); i++) {
            text = text.replace(files.get(i).toString(), originals.get(i).toString());
        }
        return text;
    }
}
