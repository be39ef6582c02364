package io.usher.proxy.live;

import io.usher.proxy.config.BalanceAlgorithm;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what an agent's line says, in HAProxy's order: administrative state, weight, seats, health. What is so already is left
 * alone. Instance lock held.
 */
final class AgentEffects {

    private static final Pattern PERCENT = Pattern.compile("(\\d+)%");
    private static final int MOST_PERCENT = 25_600;

    private AgentEffects() {
    }

    static void apply(final Server server, final AgentReply reply, final long durationMillis) {
        if (!reply.admin().isEmpty()) {
            final AdminState wanted = AdminState.valueOf(reply.admin().toUpperCase(Locale.ROOT));
            if (wanted != server.adminState()) {
                server.setAdminState(wanted, "");
            }
        }
        final String badWeight = reply.weight().isEmpty() ? "" : weight(server, reply.weight());
        final String badSeats = reply.maxconn() == null ? "" : maxconn(server, reply.maxconn());
        final String warning = badWeight.isEmpty() ? badSeats : badWeight;
        if (reply.hasHealth()) {
            final String odd = reply.unknown().isEmpty() ? warning : reply.unknown();
            final boolean described = !reply.description().isEmpty() && !(reply.up() && !odd.isEmpty());
            final String more = described ? reply.description() : odd;
            server.agent().level(reply.up());
            server.agentEnded(new CheckResult(reply.up() ? CheckStatus.L7OK : CheckStatus.L7STS, 0,
                "via agent : " + reply.health() + (more.isEmpty() ? "" : " (" + more + ")"), durationMillis));
        } else {
            final String text = !reply.unknown().isEmpty() ? "agent reports an error : " + reply.unknown()
                : warning.isEmpty() ? "" : "agent warns : " + warning;
            server.agentEnded(new CheckResult(CheckStatus.CHECKED, 0, text, durationMillis));
        }
    }

    /** Answers what is wrong with it; "" = nothing. */
    private static String weight(final Server server, final String text) {
        final Matcher matcher = PERCENT.matcher(text);
        if (!matcher.matches()) {
            return "Trailing garbage in weight string";
        }
        final String digits = matcher.group(1);
        final int percent = digits.length() > 6 ? MOST_PERCENT : Math.min(MOST_PERCENT, Integer.parseInt(digits));
        final int weight = Math.min(256, server.configuredWeight() * percent / 100);
        if (weight != 0 && weight != server.configuredWeight()
                && server.backend().section().balance() == BalanceAlgorithm.STATIC_RR) {
            return "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.";
        }
        if (weight != server.weight()) {
            server.setWeight(weight);
        }
        return "";
    }

    private static String maxconn(final Server server, final String text) {
        if (!text.matches("[+-]?\\d.*")) {
            return "maxconn string empty or preceded by garbage";
        }
        if (!text.matches("\\d{1,9}")) {
            return "Trailing garbage in maxconn string";
        }
        final int maxconn = Integer.parseInt(text);
        if (maxconn != server.maxconn()) {
            server.setMaxconn(maxconn);
        }
        return "";
    }
}
