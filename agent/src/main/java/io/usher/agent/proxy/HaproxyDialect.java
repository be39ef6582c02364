package io.usher.agent.proxy;

import io.usher.agent.request.Unsupported;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HAProxy, 2.6 and later: {@code show info} and {@code show stat}, read by the names of keys and columns (management manual,
 * 9.1 and 9.3). HAProxy neither counts generations nor knows of its predecessor: the number is the agent's, and whether an
 * earlier generation is drained is seen by its process.
 */
final class HaproxyDialect implements Dialect {
    private final int number;

    /** @param number which generation it is to the agent */
    HaproxyDialect(final int number) {
        this.number = number;
    }

    @Override
    public String reportCommand() {
        return "show info";
    }

    @Override
    public GenerationReport generation(final Console console, final Duration limit) throws MalformedAnswerException {
        final Answer answer = console.ask(reportCommand(), limit);
        final Map<String, String> info = info(answer.text());
        final boolean stopping = number(info, "Stopping") != 0;
        final Load load = load(console.ask("show stat", limit).text());
        return new GenerationReport(number, stopping ? "finishing" : "active", !stopping, answer.pid(),
                "HAProxy " + info.getOrDefault("Version", ""), Optional.empty(), Optional.empty(), load.queued,
                number(info, "CurrConns"), load.tunnels, List.of(), load.servers, Map.of(), List.of());
    }

    @Override
    public ServerTable servers(final Console console, final Duration limit) throws MalformedAnswerException {
        final String states = console.ask("show servers state", limit).text();
        return ServerTables.joined(states, console.ask("show stat", limit).text());
    }

    /** Lines of {@code Key: value}. */
    private static Map<String, String> info(final String text) {
        final Map<String, String> info = new HashMap<>();
        for (final String line : text.split("\r?\n")) {
            final int colon = line.indexOf(':');
            if (colon > 0) {
                info.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return info;
    }

    private static long number(final Map<String, String> info, final String key) throws MalformedAnswerException {
        final String text = info.get(key);
        try {
            return Long.parseLong(String.valueOf(text));
        } catch (final NumberFormatException e) {
            throw new MalformedAnswerException("no " + key + (text == null ? "" : ", but '" + text + "'"), e);
        }
    }

    /**
     * What is there to finish.
     *
     * @param queued  in the queues of backends and of servers, which HAProxy counts apart
     * @param tunnels streams of frontends in mode tcp; upgraded ones of mode http are not told
     * @param servers those with anything
     */
    private record Load(long queued, long tunnels, List<ServerLoad> servers) {
    }

    private static Load load(final String stat) throws MalformedAnswerException {
        long queued = 0;
        long tunnels = 0;
        final List<ServerLoad> servers = new ArrayList<>();
        for (final Table.Row row : Table.csv(stat, "pxname", "svname", "type", "scur", "qcur").rows()) {
            switch (row.text("type")) {
                case "0" -> tunnels += row.text("mode").equals("tcp") ? row.number("scur", 0) : 0;
                case "1" -> queued += row.number("qcur", 0);
                case "2" -> {
                    queued += row.number("qcur", 0);
                    if (row.number("scur", 0) + row.number("qcur", 0) > 0) {
                        servers.add(new ServerLoad(row.text("pxname"), row.text("svname"), row.number("scur", 0),
                                row.number("qcur", 0)));
                    }
                }
                default -> { } // a listener's row adds nothing to its frontend's
            }
        }
        return new Load(queued, tunnels, servers);
    }

    @Override
    public boolean waitDrained(final Console console, final Duration atMost) {
        throw unsupported("waiting for an earlier generation", "does not know its predecessor");
    }

    @Override
    public void finish(final Console console, final Duration limit) {
        throw unsupported("the command 'finish'", "finishes on SIGUSR1");
    }

    @Override
    public Optional<AddressSeats> seats(final Console console, final String server, final Duration limit) {
        throw noSeats("seats");
    }

    @Override
    public List<String> releaseSeats(final Console console, final String server, final Duration limit) {
        throw noSeats("releasing seats");
    }

    private static Unsupported noSeats(final String what) {
        return unsupported(what, "counts the requests of one process at a server and knows no seats");
    }

    private static Unsupported unsupported(final String what, final String because) {
        return new Unsupported(what + ": not there with HAProxy, which " + because
                + " (expected: usher-proxy as the agent's --proxy-command)");
    }
}
