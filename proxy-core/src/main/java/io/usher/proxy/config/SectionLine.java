package io.usher.proxy.config;

import java.util.List;

/**
 * The line that begins a proxy section: {@code backend NAME [from DEFAULTS]}.
 *
 * @param section which
 * @param name    its name; "" for unnamed {@code defaults}
 * @param from    named {@code defaults} it begins with; null = the last ones
 */
record SectionLine(Section section, String name, String from) {

    /**
     * Reads it.
     *
     * @param words the words, the first being the section's
     */
    static SectionLine parse(final Section section, final List<String> words) throws StatementException {
        if (words.size() < 2 && section != Section.DEFAULTS) {
            throw new StatementException("'" + section.word() + "' expects an <id> argument")
                    .expecting(section.word() + " <name> [from <defaults>]");
        }
        final boolean unnamed = section == Section.DEFAULTS
                && (words.size() < 2 || words.size() == 3 && words.get(1).equals("from"));
        final int next = unnamed ? 1 : 2;
        final String name = unnamed ? "" : words.get(1);
        if (words.size() == next) {
            return new SectionLine(section, name, null);
        }
        if (words.size() == next + 2 && words.get(next).equals("from")) {
            return new SectionLine(section, name, words.get(next + 1));
        }
        final String stray = words.get(next).equals("from") && words.size() > next + 2 ? words.get(next + 2) : words.get(next);
        throw new StatementException("'" + section.word() + "' cannot handle unexpected argument '" + stray + "'"
                + (section == Section.DEFAULTS ? "." : "; please use the 'bind' keyword for listening addresses.")).about(stray)
                .expecting(section.word() + " [<name>] [from <defaults>]");
    }

    /**
     * Looks at the name.
     *
     * @throws StatementException if it contains what no name may
     */
    void check() throws StatementException {
        final int bad = Names.invalidCharacter(name);
        if (bad >= 0) {
            throw new StatementException("character '" + name.charAt(bad) + "' is not permitted in '" + section.word()
                    + "' name '" + name + "'.").about(name).expecting("letters, digits, -, _, . and :");
        }
    }
}
