package io.usher.agent.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** usher-proxy: JSON, and commands of its own. */
final class UsherDialect implements Dialect {
    private static final Duration WAIT_MARGIN = Duration.ofSeconds(5);
    private static final String NO_SERVER = "No such server.";
    /** While nothing goes on, one answer is like the last, byte for byte, and needs no reading. */
    private volatile Brief last = new Brief("", new ServerTable(List.of(), List.of(), List.of()));

    private record Brief(String stats, ServerTable table) {
    }

    @Override
    public String reportCommand() {
        return "show generation";
    }

    @Override
    public GenerationReport generation(final Console console, final Duration limit) throws MalformedAnswerException {
        return GenerationReportReader.read(console.ask(reportCommand(), limit));
    }

    /** The same table for the same answer. A proxy of before that command says all of {@code show stat}. */
    @Override
    public ServerTable servers(final Console console, final Duration limit) throws MalformedAnswerException {
        final String stats = console.ask("show stat brief", limit).text();
        if (!ServerTables.isBrief(stats)) {
            return ServerTables.joined(console.ask("show servers state", limit).text(), stats);
        }
        final Brief before = last;
        if (stats.equals(before.stats)) {
            return before.table;
        }
        final ServerTable table = ServerTables.brief(stats);
        last = new Brief(stats, table);
        return table;
    }

    @Override
    public boolean waitDrained(final Console console, final Duration atMost) throws MalformedAnswerException {
        return GenerationReportReader.read(console.ask("wait drained " + atMost.toSeconds() + "s", atMost.plus(WAIT_MARGIN)))
                .drained();
    }

    @Override
    public void finish(final Console console, final Duration limit) {
        console.ask("finish", limit);
    }

    @Override
    public Optional<AddressSeats> seats(final Console console, final String server, final Duration limit)
            throws MalformedAnswerException {
        final String text = console.ask("show seats " + server, limit).text().strip();
        return text.equals(NO_SERVER) ? Optional.empty() : SeatAnswers.addresses(text).stream().findFirst();
    }

    @Override
    public List<String> releaseSeats(final Console console, final String server, final Duration limit)
            throws MalformedAnswerException {
        final String text = console.ask("release seats " + server, limit).text().strip();
        return text.equals(NO_SERVER) ? List.of() : SeatAnswers.released(text);
    }
}
