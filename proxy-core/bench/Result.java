import java.util.Locale;

/**
 * What the servers and the clients of one program say about one event.
 *
 * @param refused         queries that reached a busy server
 * @param checksWhileBusy checks that reached a busy server
 * @param most            most queries at one server at a time, or most open connections where the event counts those
 * @param notOk           answers other than 200
 * @param broken          connections refused, or broken without an answer
 * @param cut             requests that the client itself gave up
 * @param perSecond       200s per second
 */
record Result(long refused, long checksWhileBusy, int most, long notOk, long broken, long cut, double perSecond) {

    /** No server was asked for more than it can do. */
    boolean exact(final int slots) {
        return refused == 0 && checksWhileBusy == 0 && most <= slots;
    }

    /** Four cells: refused, most at once, failed, answers a second. */
    String cells() {
        return String.format(Locale.ROOT, " %s | %d | %d + %d%s | %.0f |", refusals(), most, notOk, broken,
                cut > 0 ? " (" + cut + " cut)" : "", perSecond);
    }

    /** One cell: refused, most at once, failed. */
    String brief() {
        return refusals() + ", " + most + ", " + (notOk + broken);
    }

    private String refusals() {
        return refused + (checksWhileBusy > 0 ? " + " + checksWhileBusy + " checks" : "");
    }
}
