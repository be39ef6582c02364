package io.usher.agent.edit;

import java.util.List;

/**
 * A version with all contents.
 *
 * @param version  it
 * @param contents of its files, in the same order
 */
public record VersionText(VersionView version, List<NamedText> contents) {

    /**
     * One file.
     *
     * @param name    in the API
     * @param content as text; what is no UTF-8 is read as Latin-1
     */
    public record NamedText(String name, String content) {
    }
}
