package io.usher.proxy.seat;

/**
 * The name of one take, unique over all generations of an instance; written into journals and handover messages.
 *
 * @param generation the generation whose ledger handed the seat out, from 1
 * @param counter    that ledger's count of takes, from 1
 */
public record TakeId(int generation, long counter) {

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if it is not two numbers of at least 1 with a dot between
     */
    public static TakeId parse(final String text) {
        final int dot = text.indexOf('.');
        try {
            if (dot > 0) {
                final TakeId id = new TakeId(Integer.parseInt(text, 0, dot, 10),
                    Long.parseLong(text, dot + 1, text.length(), 10));
                if (id.generation > 0 && id.counter > 0) {
                    return id;
                }
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(explain(text), e);
        }
        throw new IllegalArgumentException(explain(text));
    }

    private static String explain(final String text) {
        return "'" + text + "' is no take: expected GENERATION.COUNTER, such as 7.12";
    }

    // Written out: see SeatAddress.

    @Override
    public boolean equals(final Object other) {
        return other instanceof TakeId id && generation == id.generation && counter == id.counter;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(counter) + generation;
    }

    @Override
    public String toString() {
        return generation + "." + counter;
    }
}
