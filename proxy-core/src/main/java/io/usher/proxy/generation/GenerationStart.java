package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldBound;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.SeatJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The start of a generation, on the main thread, in two steps: one of {@link #fresh}, {@link #succeed} and
 * {@link #succeedProcess}; then, when the process is assembled and warm, {@link #serve}. In between,
 * {@link #number()}, {@link #journal()} and {@link #listeners()} are what ledger, instance and listeners are built from,
 * and {@link #generation()} what the stats sockets are given.
 */
public final class GenerationStart {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final StartRequest request;
    private final GenerationThread thread;
    private final GenerationCourse course;
    private final Generation generation;
    private InstanceFolder folder;
    private OwnerLock owner;
    private FileJournal journal;
    private FolderJournals journals;
    private int lastNumber;
    private HandoverClient client;
    private Gathered gathered;

    private GenerationStart(final StartRequest request) {
        this.request = request;
        this.thread = new GenerationThread(request.log());
        this.course = new GenerationCourse(thread, request.log());
        this.generation = new Generation(thread, course, request.identity());
    }

    // ---- first step

    /**
     * Without a predecessor: becomes owner of the instance's folder.
     *
     * @throws StartRefusedException if a generation lives there (its pid and socket are named), or the folder cannot be used
     */
    public static GenerationStart fresh(final StartRequest request) throws StartRefusedException {
        StopPoint.announce(request.log());
        final GenerationStart start = new GenerationStart(request);
        try {
            start.folder = start.ownFolder();
            start.becomeOwner();
        } catch (final IOException | UncheckedIOException e) {
            throw new StartRefusedException("folder " + start.folder + ": " + e.getMessage(), e);
        }
        return start;
    }

    /**
     * With the predecessor behind a stats socket ({@code -x}): asks it for its listeners and its state.
     *
     * @param socket path of the socket
     * @throws StartRefusedException if it refuses, or nobody answers there
     */
    public static GenerationStart succeed(final StartRequest request, final String socket) throws StartRefusedException {
        StopPoint.announce(request.log());
        final GenerationStart start = new GenerationStart(request);
        start.client = new HandoverClient(start.thread, socket, request.identity(), request.log());
        start.client.connect(request.wanted());
        start.gathered = start.gather(socket);
        try {
            start.prepare();
        } catch (final IOException | UncheckedIOException e) {
            throw new StartRefusedException("folder " + start.folder + ": " + e.getMessage(), e);
        }
        return start;
    }

    /**
     * With processes to succeed ({@code -sf PID...} without {@code -x}): finds the owner in the instance's folder. Processes
     * that are gone are passed over; if none is left, this is {@link #fresh}.
     *
     * @throws StartRefusedException if a process lives that is no generation of this instance, or none of them is the owner
     */
    public static GenerationStart succeedProcess(final StartRequest request, final Collection<Long> pids)
            throws StartRefusedException {
        final Optional<List<String>> sockets;
        try (InstanceFolder folder = InstanceFolder.open(request.seatJournal(), request.firstFile(), request.environment(),
                request.identity())) {
            sockets = new PredecessorSearch(folder, 0).socketsOf(pids);
        }
        if (sockets.isEmpty()) {
            return fresh(request);
        }
        final List<String> failures = new ArrayList<>();
        for (final String socket : sockets.get()) {
            try {
                return succeed(request, socket);
            } catch (final StartRefusedException e) {
                failures.add(e.getMessage());
            }
        }
        throw new StartRefusedException(failures.isEmpty() ? "process " + pids + " has no unix stats socket to hand over through"
            : String.join("; ", failures));
    }

    /**
     * Checks {@code -sf} beside {@code -x}: every process must be gone, or a generation of this instance.
     *
     * @throws StartRefusedException naming the process that is something else
     */
    public void requireGenerations(final Collection<Long> pids) throws StartRefusedException {
        new PredecessorSearch(folder, number()).requireGenerations(pids, gathered == null ? 0 : gathered.predecessorPid());
    }

    private InstanceFolder ownFolder() throws StartRefusedException {
        return InstanceFolder.open(request.seatJournal(), request.firstFile(), request.environment(), request.identity());
    }

    private void becomeOwner() throws IOException, StartRefusedException {
        owner = OwnerLock.open(folder);
        final Optional<OwnerRecord> record = owner.record();
        if (!owner.tryLock()) {
            throw new StartRefusedException("a generation of this instance runs already: "
                + owner.record().map(GenerationStart::shown).orElse("it has only begun")
                + " (folder " + folder + "; use -x SOCKET or -sf PID to succeed it)");
        }
        lastNumber = Math.max(record.map(OwnerRecord::last).orElse(0), folder.journals().stream().reduce(0, Math::max)) + 1;
        makeJournal(lastNumber);
        final Optional<OtherJournal> living = journals.others().stream().filter(j -> !j.dead()).findFirst();
        if (living.isPresent()) {
            journal.deleteIfEmpty();
            owner.unlock();
            throw new StartRefusedException("generation " + living.get().generation() + " of this instance still runs, pid "
                + ((JournalReader) living.get()).pid() + " (folder " + folder
                + "; it has no successor, and ends when it is drained)");
        }
        owner.announce(lastNumber, lastNumber, request.sockets());
    }

    private static String shown(final OwnerRecord r) {
        return "generation " + r.generation() + ", pid " + r.pid() + ", stats socket "
            + (r.sockets().isEmpty() ? "none" : String.join(", ", r.sockets()));
    }

    private void makeJournal(final int number) throws IOException {
        journal = FileJournal.create(folder, number);
        journals = new FolderJournals(folder, number);
        course.number(number);
    }

    private Gathered gather(final String socket) throws StartRefusedException {
        return await(client.asking().gathered(), Asking.LIMIT, "the predecessor at " + socket
            + " did not hand over its listeners within " + Asking.LIMIT / 1000 + " s");
    }

    private void prepare() throws IOException, StartRefusedException {
        if (gathered.predecessor() == 0) {
            folder = ownFolder();
            becomeOwner(); // It died before it said who it was: only the folder knows.
            return;
        }
        folder = predecessorsFolder();
        owner = OwnerLock.open(folder);
        lastNumber = gathered.number();
        makeJournal(gathered.number());
    }

    /** The ledger has one owner lock: a successor whose configuration bears another name stays in the predecessor's folder. */
    private InstanceFolder predecessorsFolder() throws IOException, StartRefusedException {
        final InstanceFolder theirs = InstanceFolder.open(Path.of(gathered.folder()), request.identity());
        final InstanceFolder own = ownFolder();
        if (own.path().equals(theirs.path())) {
            own.close();
            return theirs;
        }
        if (request.seatJournal().isPresent()) {
            throw new StartRefusedException("seat-journal " + own + ": the predecessor keeps its seats in " + theirs
                + " (expected: the same folder; it changes with a start that has no predecessor)");
        }
        own.movedTo(theirs);
        own.close();
        return theirs;
    }

    // ---- what the process is built from

    /** {@return this generation's number, from 1} */
    public int number() {
        return generation.number();
    }

    /** {@return the journal for the ledger} */
    public SeatJournal journal() {
        return journal;
    }

    /** {@return descriptors of listeners got from the predecessor, by key; each has one owner: whoever takes it from here} */
    public Map<String, Integer> listeners() {
        return gathered == null ? Map.of() : gathered.listeners();
    }

    /** {@return the generation, for stats sockets and signals} */
    public Generation generation() {
        return generation;
    }

    /** {@return the generation that hands over; empty = there is none} */
    public Optional<Integer> predecessor() {
        return gathered == null || gathered.predecessor() == 0 ? Optional.empty() : Optional.of(gathered.predecessor());
    }

    /** {@return the folder that all generations of this instance share, and no other instance has} */
    public Path folder() {
        return Path.of(folder.toString());
    }

    /** {@return the process that hands over, which {@code -st} is to stop once {@link #serve} has returned} */
    public Optional<Long> predecessorPid() {
        return predecessor().map(p -> gathered.predecessorPid());
    }

    // ---- second step

    /**
     * Makes a new ledger fit for this start. To be called before anything can take a seat, instance lock held.
     */
    public void ready(final Ledger ledger) {
        if (predecessor().isPresent()) {
            ledger.awaitPredecessor();
        }
    }

    /**
     * Becomes active, and has {@code serving} accept. The listeners are registered without reading, the code is warm, and
     * {@link #ready(Ledger)} was called.
     *
     * @param lock  the instance lock
     * @param bound how long seats of dead generations are held
     * @throws StartRefusedException if this generation does not become active: the process must exit with status 1
     */
    public void serve(final Serving serving, final Ledger ledger, final ReentrantLock lock, final HoldBound bound)
            throws StartRefusedException {
        final Parts parts = new Parts(number(), owner, journal, journals, ledger, lock, bound, serving, thread, request.sockets(),
            folder.toString(), request.hardStopAfter(), request.standby(), request.log());
        final CompletableFuture<Void> active = new CompletableFuture<>();
        thread.post(() -> {
            try {
                if (predecessor().isPresent()) {
                    beginAsSuccessor(parts, active);
                } else {
                    beginAlone(parts);
                    active.complete(null);
                }
            } catch (final StartRefusedException | RuntimeException e) {
                active.completeExceptionally(e);
            }
        });
        await(active, Successor.READY_LIMIT * 3, "this generation did not become active");
    }

    private void beginAlone(final Parts parts) throws StartRefusedException {
        gatheredState().forEach(value -> importQuietly(parts, value));
        if (request.coldStartHold() > 0 && parts.journals().others().isEmpty()) {
            startCold(parts);
        }
        new Heir(parts).inherit();
        course.begin(parts, null, lastNumber);
        course.active();
        parts.serving().startAccepting();
    }

    private void startCold(final Parts parts) {
        final int held = parts.underLock(() -> parts.ledger().startCold(request.coldStartHold() * NANOS_PER_MILLI));
        parts.log().notice("no predecessor and no journal: " + held + " seats are on hold for " + request.coldStartHold()
            + " ms (cold-start-hold)");
    }

    /** {@return what a predecessor says was set at runtime, as far as it is known before the start goes on} */
    public List<String> knownState() {
        return gatheredState();
    }

    private List<String> gatheredState() {
        return gathered == null ? List.of() : gathered.state();
    }

    private static void importQuietly(final Parts parts, final String value) {
        try {
            parts.serving().importState(value);
        } catch (final IllegalArgumentException e) {
            parts.log().warning("a value set at runtime is lost: " + e.getMessage());
        }
    }

    private void beginAsSuccessor(final Parts parts, final CompletableFuture<Void> active) {
        gathered.state().forEach(value -> importQuietly(parts, value));
        final Successor successor = new Successor(parts, course, client.peer(), gathered);
        successor.active().whenComplete((done, failure) -> {
            if (failure == null) {
                active.complete(null);
            } else {
                active.completeExceptionally(failure);
            }
        });
        course.begin(parts, successor, lastNumber);
        client.asking().handTo(successor, gathered.state().size());
        successor.ready();
    }

    /** The start has failed elsewhere (an address cannot be bound): leaves no trace. The process then exits with status 1. */
    public void abandon() {
        if (journal != null) {
            try {
                journal.deleteIfEmpty();
            } catch (final UncheckedIOException e) {
                // The process ends all the same: whoever starts next finds the file of a dead generation, without seats.
                request.log().warning(e.getMessage() + ": " + e.getCause());
            }
        }
    }

    private static <T> T await(final Future<T> future, final long millis, final String late) throws StartRefusedException {
        try {
            return future.get(millis, TimeUnit.MILLISECONDS);
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof StartRefusedException refused) {
                throw new StartRefusedException(refused.getMessage(), refused);
            }
            throw new StartRefusedException("the start failed: " + e.getCause(), e.getCause());
        } catch (final TimeoutException e) {
            throw new StartRefusedException(late, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("the start was interrupted", e);
        }
    }
}
