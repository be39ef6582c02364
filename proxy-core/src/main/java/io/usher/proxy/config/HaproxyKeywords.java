package io.usher.proxy.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keywords of HAProxy 2.6, so that one which Usher lacks is told from one that nobody knows.
 * Read from the resource {@code haproxy-2.6-keywords.txt} when the first unknown keyword turns up.
 */
final class HaproxyKeywords {
    private static final String RESOURCE = "haproxy-2.6-keywords.txt";
    private static final List<String> FETCH_SUFFIXES = List.of("_beg", "_end", "_sub", "_dir", "_dom", "_reg", "_len", "_str");

    private HaproxyKeywords() {
    }

    /** Loaded on first use: a configuration without errors never needs it. */
    private static final class Lists {
        private static final Map<String, Set<String>> BY_NAME = load();

        private static Map<String, Set<String>> load() {
            final Map<String, Set<String>> lists = new HashMap<>();
            try (InputStream in = HaproxyKeywords.class.getResourceAsStream(RESOURCE);
                 BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
                reader.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                    final int space = line.indexOf(' ');
                    lists.computeIfAbsent(line.substring(0, space), name -> new HashSet<>()).add(line.substring(space + 1));
                });
            } catch (final IOException e) {
                throw new UncheckedIOException("cannot read " + RESOURCE, e);
            }
            return lists;
        }
    }

    /**
     * Whether HAProxy has the keyword.
     *
     * @param list one of the resource's lists: global, proxy, bind, server, fetch, http-request, ...
     * @param word the keyword, several words separated by one space
     */
    static boolean contains(final String list, final String word) {
        return Lists.BY_NAME.getOrDefault(list, Set.of()).contains(word);
    }

    /** Whether HAProxy has this fetch, possibly with a suffix such as {@code _beg} that says how to compare. */
    static boolean containsFetch(final String word) {
        return contains("fetch", word) || FETCH_SUFFIXES.stream().anyMatch(suffix -> word.endsWith(suffix)
                && contains("fetch", word.substring(0, word.length() - suffix.length())));
    }

    /**
     * The longest keyword of a list that a line begins with, or "".
     *
     * @param list  name of the list
     * @param words words of the line
     */
    static String match(final String list, final List<String> words) {
        for (int count = Math.min(3, words.size()); count > 0; count--) {
            final String phrase = String.join(" ", words.subList(0, count));
            if (contains(list, phrase)) {
                return phrase;
            }
        }
        return "";
    }

    /** The text for a keyword that HAProxy has and Usher has not. */
    static String notYet(final String what, final String word) {
        return what + " '" + word + "' is known to HAProxy but not yet to Usher";
    }
}
