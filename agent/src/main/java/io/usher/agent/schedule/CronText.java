package io.usher.agent.schedule;

import java.text.ParseException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads cron expressions: five fields as crontab(5) has them, six or seven as Quartz does, and crontab's {@code @daily} and
 * its like. In five fields days of the week count from 0 or 7 = Sunday, and where both day fields are restricted, either
 * fires (unless one begins with a star: then both must agree).
 */
final class CronText {
    private static final Map<String, String> NICKNAMES = Map.of("@yearly", "0 0 1 1 *", "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *", "@weekly", "0 0 * * 0", "@daily", "0 0 * * *", "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final List<String> DAY_NAMES = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int DAYS = 7;

    private CronText() {
    }

    /** @throws ParseException saying what is wrong */
    static CronTimes parse(final String text, final ZoneId zone) throws ParseException {
        final String plain = NICKNAMES.getOrDefault(text.strip().toLowerCase(Locale.ROOT), text).strip().toUpperCase(Locale.ROOT);
        final String[] fields = plain.split("\\s+");
        if (fields.length == 5) {
            return crontab(fields, zone);
        }
        if (fields.length == 6 || fields.length == 7) {
            return new CronTimes(List.of(String.join(" ", fields)), EnumSet.allOf(DayOfWeek.class), zone);
        }
        throw new ParseException("'" + text + "' has " + fields.length + " fields (expected: 5 as in crontab, or 6 or 7 as Quartz"
                + " has them)", 0);
    }

    private static CronTimes crontab(final String[] fields, final ZoneId zone) throws ParseException {
        for (final String field : fields) {
            if (!field.matches("[0-9A-Z*,/-]+")) {
                throw new ParseException("'" + field + "' (expected: digits, names, and * , / - as in crontab)", 0);
            }
        }
        final String times = "0 " + fields[0] + " " + fields[1] + " ";
        final Set<Integer> days = days(fields[4]);
        final boolean anyDate = fields[2].startsWith("*");
        final boolean anyDay = fields[4].startsWith("*");
        final String dates = times + fields[2] + " " + fields[3] + " ?";
        if (anyDate || anyDay) {
            return new CronTimes(List.of(dates), weekdays(days), zone);
        }
        final String onDays = times + "? " + fields[3] + " "
                + days.stream().map(day -> Integer.toString(day + 1)).collect(Collectors.joining(","));
        return new CronTimes(List.of(dates, onDays), EnumSet.allOf(DayOfWeek.class), zone);
    }

    /** Crontab's 0 = Sunday; ISO's 7 = Sunday. */
    private static Set<DayOfWeek> weekdays(final Set<Integer> days) {
        return days.stream().map(day -> DayOfWeek.of(day == 0 ? DAYS : day)).collect(Collectors.toSet());
    }

    private static Set<Integer> days(final String field) throws ParseException {
        final Set<Integer> days = new java.util.TreeSet<>();
        for (final String part : field.split(",", -1)) {
            final String[] stepped = part.split("/", -1);
            final String[] range = stepped[0].equals("*") ? new String[] {"0", "6"} : stepped[0].split("-", -1);
            final int from = day(range[0], field);
            final int to = range.length > 1 ? day(range[1], field) : stepped.length > 1 ? DAYS - 1 : from;
            final int step = stepped.length > 1 ? step(stepped[1], field) : 1;
            if (range.length > 2 || stepped.length > 2 || from > to) {
                throw wrongDay(field);
            }
            for (int day = from; day <= to; day += step) {
                days.add(day % DAYS);
            }
        }
        return days;
    }

    private static int day(final String text, final String field) throws ParseException {
        final int name = DAY_NAMES.indexOf(text);
        if (name >= 0) {
            return name;
        }
        if (text.matches("[0-7]")) {
            return Integer.parseInt(text);
        }
        throw wrongDay(field);
    }

    private static int step(final String text, final String field) throws ParseException {
        if (text.matches("[1-7]")) {
            return Integer.parseInt(text);
        }
        throw wrongDay(field);
    }

    private static ParseException wrongDay(final String field) {
        return new ParseException("day of the week '" + field + "' (expected: 0 to 7 or SUN to SAT, lists, ranges, steps)", 0);
    }
}
