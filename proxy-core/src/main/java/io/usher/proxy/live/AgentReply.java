package io.usher.proxy.live;

import java.util.Locale;
import java.util.Set;

/**
 * The words of an agent's line (HAProxy configuration manual, 5.2 "agent-check"): of each kind the last one, as written; ""
 * where there is none.
 *
 * @param health      up, down, stopped or fail
 * @param admin       ready, drain or maint
 * @param weight      a number with a percent sign in it
 * @param maxconn     what stood behind {@code maxconn:}; null = the word was not there
 * @param unknown     the first word that is none of these
 * @param description what stood behind a sharp
 */
public record AgentReply(String health, String admin, String weight, String maxconn, String unknown, String description) {

    private static final String MAXCONN = "maxconn:";
    private static final Set<String> HEALTH = Set.of("up", "down", "stopped", "fail");
    private static final Set<String> ADMIN = Set.of("ready", "drain", "maint");

    /** Reads a line without its end. Any text can be read. */
    public static AgentReply parse(final String line) {
        final int sharp = sharp(line);
        String health = "";
        String admin = "";
        String weight = "";
        String maxconn = null;
        String unknown = "";
        for (final String word : line.substring(0, sharp < 0 ? line.length() : sharp).split("[ \t,]+")) {
            final String lower = word.toLowerCase(Locale.ROOT);
            if (HEALTH.contains(lower)) {
                health = word;
            } else if (ADMIN.contains(lower)) {
                admin = lower;
            } else if (word.matches("[0-9].*%.*")) {
                weight = word;
            } else if (lower.startsWith(MAXCONN)) {
                maxconn = word.substring(MAXCONN.length());
            } else if (unknown.isEmpty()) {
                unknown = word;
            }
        }
        return new AgentReply(health, admin, weight, maxconn, unknown, sharp < 0 ? "" : line.substring(sharp + 1).stripLeading());
    }

    /** Where a word begins with a sharp; -1 = nowhere. */
    private static int sharp(final String line) {
        for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
            if (i == 0 || " \t,".indexOf(line.charAt(i - 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** Whether it says anything of the server's health. */
    public boolean hasHealth() {
        return !health.isEmpty();
    }

    /** Whether that is {@code up}. */
    public boolean up() {
        return health.equalsIgnoreCase("up");
    }
}
