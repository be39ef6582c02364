/**
 * One row of the table: the servers, the configuration, the clients, and what disturbs them. Set up once, by the thread that
 * loads {@link Events}, and only read after that.
 */
final class Event {

    /** Work on a query in most events, and in those that outlast a restart of the proxy; milliseconds. */
    static final int WORK = 20;
    static final int LONG_WORK = 1000;
    static final int CLIENTS = 64;

    /** What happens while the load runs; called at each tick with its number, from 1. */
    interface Disturbance {
        void act(Run run, int tick) throws Exception;
    }

    /** How a client that gives up leaves. */
    enum Leaving { FIN, RST, EITHER }

    /** What of the configuration has another name, or another address, after every second reload. */
    enum Renamed { NOTHING, BACKEND, SERVERS, ADDRESSES }

    /** Where the servers' addresses stand a second time; or where a part of them stands, one more after every second reload. */
    enum Twice { NO, BACKEND, LISTEN, PART }

    /** Which checks the servers get, every 100 ms. */
    enum Checks { NONE, TCP, HTTP, AGENT }

    final String title;
    String mode = "http";
    /** Lines of {@code global} and {@code defaults}, for both programs and for Usher alone. */
    String global = "";
    String defaults = "";
    String usherGlobal = "";
    String usherDefaults = "";
    /** How many queries a server takes at a time. */
    int slots = 1;
    /** {@code maxconn} at first, after every second reload, and at the second place where the addresses stand; 0: none. */
    int maxconn = 1;
    int otherMaxconn = 1;
    int secondMaxconn = 1;
    int workMillis = WORK;
    /** Work of every second server. */
    int otherWorkMillis = WORK;
    int clients = CLIENTS;
    Renamed renamed = Renamed.NOTHING;
    Twice twice = Twice.NO;
    Checks checks = Checks.NONE;
    /** Whether an eleventh server lets nobody connect. */
    boolean deafServer;
    /** Whether "most at once" counts open connections rather than queries. */
    boolean countsConnections;
    /** Whether each request arrives in two pieces, up to a second apart. */
    boolean inPieces;
    /** One of so many queries fails at its server, in each way there is in turn; 0: none. */
    int failEvery;
    /** Whether HAProxy has no such thing. */
    boolean usherAlone;
    /** Whether somebody else's queries are at the servers too, which no proxy can prevent. */
    boolean outsiders;
    /** Whether the processes have a wall clock that can be set. */
    boolean wallClock;
    /** Share of requests whose client hangs up after up to cutMillis, if no answer has come by then. */
    double cut;
    int cutMillis;
    Leaving leaving = Leaving.EITHER;
    int everyMillis = 1000;
    Disturbance disturbance = (run, tick) -> { };

    Event(final String title) {
        this.title = title;
    }

    Event global(final String line) {
        global += "    " + line + "\n";
        return this;
    }

    Event defaults(final String line) {
        defaults += "    " + line + "\n";
        return this;
    }

    Event usherGlobal(final String line) {
        usherGlobal += "    " + line + "\n";
        return this;
    }

    Event usherDefaults(final String line) {
        usherDefaults += "    " + line + "\n";
        return this;
    }

    Event tcp() {
        mode = "tcp";
        return this;
    }

    Event slots(final int number) {
        slots = number;
        maxconn = number;
        otherMaxconn = number;
        secondMaxconn = number;
        return this;
    }

    Event maxconn(final int number) {
        maxconn = number;
        return this;
    }

    Event otherMaxconn(final int number) {
        otherMaxconn = number;
        return this;
    }

    Event secondMaxconn(final int number) {
        secondMaxconn = number;
        return this;
    }

    Event checks(final Checks kind) {
        checks = kind;
        return this;
    }

    Event work(final int millis, final int otherMillis) {
        workMillis = millis;
        otherWorkMillis = otherMillis;
        return this;
    }

    Event longWork() {
        clients = CLIENTS / 2;
        return work(LONG_WORK, LONG_WORK);
    }

    /** As {@link #longWork}, and Usher knows how long a query may last: what it goes by when nobody can ask its process. */
    Event longWorkKnown() {
        return longWork().usherDefaults("timeout hold " + LONG_WORK + "ms");
    }

    Event clients(final int number) {
        clients = number;
        return this;
    }

    Event renamed(final Renamed what) {
        renamed = what;
        return this;
    }

    Event twice(final Twice where) {
        twice = where;
        return this;
    }

    Event deafServer() {
        deafServer = true;
        return this;
    }

    Event countsConnections() {
        countsConnections = true;
        return this;
    }

    Event inPieces() {
        inPieces = true;
        return this;
    }

    Event failEvery(final int queries) {
        failEvery = queries;
        return this;
    }

    Event usherAlone() {
        usherAlone = true;
        return this;
    }

    Event outsiders() {
        outsiders = true;
        return this;
    }

    Event wallClock() {
        wallClock = true;
        return this;
    }

    Event cut(final double share, final int withinMillis, final Leaving how) {
        cut = share;
        cutMillis = withinMillis;
        leaving = how;
        return this;
    }

    Event every(final int millis, final Disturbance what) {
        everyMillis = millis;
        disturbance = what;
        return this;
    }
}
