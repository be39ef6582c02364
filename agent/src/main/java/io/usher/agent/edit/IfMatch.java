package io.usher.agent.edit;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.Stale;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header If-Match (RFC 9110, 13.1.1): compared strongly, so that a weak tag never matches. */
final class IfMatch {
    private static final Pattern TAG = Pattern.compile("\\G\\s*(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*(?:,|$)");

    private IfMatch() {
    }

    /**
     * Makes sure that the thing is what the asker last saw.
     *
     * @param header  as it came
     * @param current the present tag, quotes included
     * @param what    the thing, for people
     * @throws Stale   where it is not
     * @throws Invalid where the header is none
     */
    static void check(final String header, final String current, final String what) throws Stale, Invalid {
        if (header.strip().equals("*") || tags(header).contains(current)) {
            return;
        }
        throw new Stale(what + " is not what If-Match says: it was changed meanwhile, by somebody else or by hand (expected:"
                + " If-Match: "
                + current + ", once its present content has been looked at)", current);
    }

    private static List<String> tags(final String header) {
        final List<String> tags = new ArrayList<>();
        final Matcher matcher = TAG.matcher(header);
        int end = 0;
        while (end < header.length() && matcher.find()) {
            end = matcher.end();
            if (matcher.group(1) == null) {
                tags.add(matcher.group(2));
            }
        }
        if (end < header.length() || header.isBlank()) {
            throw new Invalid("If-Match", "If-Match: '" + header
                    + "' (expected: an ETag in double quotes, several with commas, or *)");
        }
        return tags;
    }
}
