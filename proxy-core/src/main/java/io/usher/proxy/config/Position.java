package io.usher.proxy.config;

/**
 * Where a word of the configuration stands.
 *
 * @param file path as it was given on the command line
 * @param line line number, from 1
 */
public record Position(String file, int line) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
