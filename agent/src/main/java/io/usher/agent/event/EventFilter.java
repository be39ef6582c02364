package io.usher.agent.event;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which events somebody wants to see: of some types, or all; of some subjects, or all. */
public final class EventFilter {
    /** Everything. */
    public static final EventFilter ALL = new EventFilter(EnumSet.allOf(EventType.class), List.of());
    private static final String REST = "*";

    private final Set<EventType> types;
    private final List<String> subjects;

    private EventFilter(final Set<EventType> types, final List<String> subjects) {
        this.types = types;
        this.subjects = subjects;
    }

    /**
     * What is named.
     *
     * @param types    words of the table, or what stands before the dot in several ({@code server}); none = all
     * @param subjects whole, or their beginning followed by {@code *}; none = all
     * @throws IllegalArgumentException naming a type that there is none of
     */
    public static EventFilter of(final List<String> types, final List<String> subjects) {
        final Set<EventType> named = EnumSet.noneOf(EventType.class);
        for (final String word : types) {
            boolean any = false;
            for (final EventType type : EventType.values()) {
                if (type.word().equals(word) || type.word().startsWith(word + ".")) {
                    named.add(type);
                    any = true;
                }
            }
            if (!any) {
                throw new IllegalArgumentException("type: '" + word + "' (expected: " + words()
                        + ", or the word before the dot)");
            }
        }
        return new EventFilter(types.isEmpty() ? EnumSet.allOf(EventType.class) : named, List.copyOf(subjects));
    }

    private static String words() {
        final List<String> words = new ArrayList<>();
        for (final EventType type : EventType.values()) {
            words.add(type.word());
        }
        return String.join(", ", words);
    }

    boolean takes(final Event event) {
        return types.contains(event.type()) && (subjects.isEmpty() || subjects.stream().anyMatch(one -> one.endsWith(REST)
                ? event.subject().startsWith(one.substring(0, one.length() - 1)) : event.subject().equals(one)));
    }

    /** A condition that the same rows meet, with a parameter for each {@code ?}; begins with AND, or is empty. */
    String sql() {
        final StringBuilder sql = new StringBuilder();
        if (types.size() < EventType.values().length) {
            sql.append(" AND type IN (").append(String.join(", ", java.util.Collections.nCopies(types.size(), "?"))).append(')');
        }
        if (!subjects.isEmpty()) {
            sql.append(" AND (").append(String.join(" OR ", subjects.stream()
                    .map(one -> one.endsWith(REST) ? "subject LIKE ? ESCAPE '!'" : "subject = ?").toList())).append(')');
        }
        return sql.toString();
    }

    /** In the order of {@link #sql}. */
    List<Object> parameters() {
        final List<Object> all = new ArrayList<>();
        if (types.size() < EventType.values().length) {
            types.forEach(type -> all.add(type.word()));
        }
        subjects.forEach(one -> all.add(one.endsWith(REST)
                ? one.substring(0, one.length() - 1).replaceAll("[!%_]", "!$0") + "%" : one));
        return all;
    }
}
