package io.usher.agent.schedule;

import io.usher.agent.request.Invalid;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as HAProxy writes them, a number and a unit (configuration manual, 2.5), here from seconds to days. */
public final class DurationText {
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of("s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h",
            ChronoUnit.HOURS, "d", ChronoUnit.DAYS);
    private static final int LONGEST_SHOWN = 60;

    private DurationText() {
    }

    /**
     * Reads one.
     *
     * @param field whose value it is
     * @param most  the longest that is taken; the shortest is one second
     * @throws Invalid saying what was expected
     */
    public static Duration read(final String field, final String text, final Duration most) {
        final Matcher time = TIME.matcher(text);
        if (time.matches()) {
            final Duration read = Duration.of(Long.parseLong(time.group(1)), UNITS.get(time.group(2)));
            if (!read.isZero() && read.compareTo(most) <= 0) {
                return read;
            }
        }
        throw new Invalid(field, field + ": '" + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text)
                + "' (expected: a time such as 30s, 15m, 2h or 1d, from 1s to " + write(most) + ")");
    }

    /** In the largest unit that fits without a rest. */
    public static String write(final Duration time) {
        final long seconds = time.toSeconds();
        for (final String unit : new String[] {"d", "h", "m"}) {
            final long size = UNITS.get(unit).getDuration().toSeconds();
            if (seconds > 0 && seconds % size == 0) {
                return seconds / size + unit;
            }
        }
        return seconds + "s";
    }
}
