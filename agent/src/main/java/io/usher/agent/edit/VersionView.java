package io.usher.agent.edit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The configuration as it was from one change to the next.
 *
 * @param number   unique for ever, grows
 * @param at       when it was written; of one that was edited by hand, when that was noticed
 * @param author   who wrote it
 * @param comment  why, in the author's words; may be empty
 * @param restores the version that it brought back
 * @param applied  how it came to run: live, reload, or none
 * @param reload   the reload that brought it, where there was one
 * @param changed  the files that it changed, by name
 * @param files    all files
 */
public record VersionView(long number, Instant at, String author, String comment, Optional<Long> restores, String applied,
                          Optional<String> reload, List<String> changed, List<VersionFile> files) {

    /**
     * One file of it.
     *
     * @param name in the API
     * @param etag of its content
     */
    public record VersionFile(String name, String etag) {
    }
}
