package io.usher.proxy.runtime;

import io.usher.proxy.config.StatsSocket;
import io.usher.proxy.config.StatsSocket.Level;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Commands about the session itself: help, prompt, level, time limit (HAProxy management manual, 9.3). */
final class ShellCommands {

    private static final long MOST_SECONDS = Integer.MAX_VALUE / 1000;

    private final List<StatsSocket> sockets;
    private final Supplier<CommandTable> table;

    /**
     * Commands of the session.
     *
     * @param sockets what {@code show cli sockets} lists
     * @param table   the table these commands are in, for {@code help}
     */
    ShellCommands(final List<StatsSocket> sockets, final Supplier<CommandTable> table) {
        this.sockets = sockets;
        this.table = table;
    }

    List<Command> commands() {
        return List.of(
            Command.of("help", Level.USER, "", "", call -> table.get().usage(call.words().subList(1, call.words().size()), true)),
            Command.of("prompt", Level.USER, "", "", call -> {
                call.session().togglePrompt();
                return "";
            }),
            Command.of("quit", Level.USER, "", "", call -> {
                call.session().quit();
                return "";
            }),
            Command.of("operator", Level.OPERATOR, "operator", "lower the level of the current CLI session to operator",
                call -> lower(call, Level.OPERATOR)),
            Command.of("user", Level.USER, "user", "lower the level of the current CLI session to user",
                call -> lower(call, Level.USER)),
            Command.of("show cli level", Level.USER, "show cli level", "display the level of the current CLI session",
                call -> word(call.session().level()) + "\n"),
            Command.of("show cli sockets", Level.USER, "show cli sockets", "dump list of cli sockets",
                call -> showSockets()),
            Command.of("set timeout cli", Level.USER, "set timeout [cli] <delay>", "change a timeout setting",
                ShellCommands::setTimeout),
            Command.of("_getsocks", Level.USER, "", "", call -> "Usher does not hand its listeners over by '_getsocks': they"
                + " pass by its own handover, together with the ledger of seats. Start the successor with usher-proxy.\n"));
    }

    private static String lower(final CommandCall call, final Level level) {
        if (call.session().has(level)) {
            call.session().lower(level);
        }
        return "";
    }

    private String showSockets() {
        final StringBuilder out = new StringBuilder("# socket lvl processes\n");
        for (final StatsSocket socket : sockets) {
            out.append(StatsSocketText.of(socket.address())).append(' ').append(word(socket.level())).append(" all\n");
        }
        return out.toString();
    }

    private static String setTimeout(final CommandCall call) {
        if (call.word(3).isEmpty()) {
            return "Expects an integer value.\n";
        }
        final LeadingNumber seconds = LeadingNumber.of(call.word(3));
        if (!seconds.found() || !seconds.rest().isEmpty() || seconds.value() < 1 || seconds.value() > MOST_SECONDS) {
            return "Invalid timeout value.\n";
        }
        call.session().timeoutMillis(seconds.value() * 1000);
        return "";
    }

    private static String word(final Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
