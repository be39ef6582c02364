package io.usher.proxy.config;

import java.util.List;
import java.util.Optional;

/**
 * A server line that comes at runtime, by {@code add server} (HAProxy management manual, 9.3): the language of the
 * configuration, without {@code default-server}, and with literal addresses only, since nothing may wait for a name service.
 *
 * @param line    the line; its position is the command's name
 * @param enabled whether it takes part at once; else it begins in maintenance
 */
public record AddedServer(ServerLine line, boolean enabled) {

    private static final Position PLACE = new Position("add server", 1);

    /**
     * Reads it.
     *
     * @param backend name of the backend, for messages
     * @param name    name of the server
     * @param words   address and options
     * @param id      number it gets, from 1
     * @throws IllegalArgumentException saying what is wrong, as HAProxy does where it has words for it
     */
    public static AddedServer read(final String backend, final String name, final List<String> words, final int id) {
        final String where = "'server " + backend + "/" + name + "'";
        try {
            return read(new Statement(PLACE, words, Statement.Form.SET, new Diagnostics(), HostDirectory.ofHost()), name, id,
                where);
        } catch (final StatementException e) {
            final String text = e.getMessage();
            throw new IllegalArgumentException(text.startsWith(where + " : ") ? text.substring(where.length() + 3) : text, e);
        }
    }

    private static AddedServer read(final Statement statement, final String name, final int id, final String where)
            throws StatementException {
        if (statement.atEnd()) {
            throw new StatementException("'server' expects <name> and <addr>[:<port>] as arguments.");
        }
        final int bad = Names.invalidCharacter(name);
        if (bad >= 0) {
            throw new StatementException("character '" + name.charAt(bad) + "' is not permitted in server name '" + name + "'.");
        }
        final BindAddress address = AddressParser.server(statement.take());
        if (address instanceof BindAddress.Inet inet && IpAddress.literal(inet.host()) == null && !inet.host().isEmpty()) {
            throw new StatementException("could not resolve address '" + inet.host()
                + "': names are not looked up at runtime (expected: an IP address).");
        }
        final Optional<String> refused = statement.rest().stream()
            .filter(word -> !ServerKeywords.isForAddedServers(word) && isKeyword(word)).findFirst();
        if (refused.isPresent()) {
            throw new StatementException("'" + refused.get() + "' option is not accepted for dynamic server");
        }
        final ServerDraft draft = new ServerDraft();
        KeywordTable.options(KeywordTable.SERVER, Section.SERVER, statement, draft, where);
        draft.requireAgentPort(name, where);
        return new AddedServer(draft.build(id, name, address, PLACE), draft.enabled);
    }

    private static boolean isKeyword(final String word) {
        return KeywordTable.SERVER.names(keyword -> true).contains(word);
    }
}
