package io.usher.agent.generation;

import io.usher.agent.configuration.Snapshot;
import io.usher.agent.proxy.GenerationReport;
import io.usher.agent.request.NotFound;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What there is to see of generations: living ones are asked, ended ones looked up. */
public final class Generations implements GenerationService {
    private static final int ENDED_SHOWN = 50;
    private final Supervisor supervisor;
    private final GenerationRecords records;
    private final InstantSource clock;

    public Generations(final Supervisor supervisor, final GenerationRecords records, final InstantSource clock) {
        this.supervisor = supervisor;
        this.records = records;
        this.clock = clock;
    }

    @Override
    public List<GenerationView> list() {
        final List<GenerationView> views = new ArrayList<>(living());
        records.latest(ENDED_SHOWN).stream().filter(row -> row.ended().isPresent()).map(Generations::ended).forEach(views::add);
        return views;
    }

    /** Only those whose process is there, newest first. */
    public List<GenerationView> living() {
        return supervisor.living().stream().map(this::view).filter(view -> view.state().lives()).toList();
    }

    @Override
    public GenerationView get(final int number) {
        return supervisor.living().stream().filter(g -> g.number() == number).findFirst().map(this::view)
                .or(() -> records.newest(number).map(Generations::ended))
                .orElseThrow(() -> new NotFound("there is no generation " + number));
    }

    @Override
    public Optional<GenerationView> active() {
        return supervisor.active().map(this::view).filter(view -> view.state() == GenerationState.ACTIVE);
    }

    /** One living generation as it is now. */
    public GenerationView view(final Generation generation) {
        final Optional<GenerationReport> report = supervisor.report(generation);
        final GenerationState state = report.map(r -> GenerationState.valueOf(r.state().toUpperCase(Locale.ROOT)))
                .orElseGet(() -> silent(generation));
        final boolean blocking = state.shutsGate() && supervisor.active().orElse(null) != generation;
        final Instant now = clock.instant();
        final List<SeatView> seats =
                report.map(r -> r.seats().stream().map(s -> SeatView.of(s, now)).toList()).orElse(List.of());
        return new GenerationView(generation.number(), state, generation.process().pid(), generation.version(),
                generation.snapshot().map(Snapshot::hash).orElse(""), generation.started(), Optional.empty(),
                generation.predecessor(), report.map(GenerationReport::queued).orElse(0L),
                report.map(GenerationReport::connections).orElse(0L), report.map(GenerationReport::tunnels).orElse(0L), seats,
                report.map(GenerationReport::loads).orElse(List.of()),
                report.map(GenerationReport::seatEvents).orElse(Map.of()),
                report.map(GenerationReport::contested).orElse(List.of()),
                blocking, generation.adopted(), report.isPresent() ? "" : note(state));
    }

    /**
     * What becomes of one that does not answer: a proxy closes its socket some time before its process is gone. That it held
     * nothing any more its successor knows, which was told so or found it dead; where generations hand over.
     */
    private GenerationState silent(final Generation generation) {
        if (!generation.process().alive()) {
            return GenerationState.ENDED;
        }
        if (!supervisor.kind().handsOver()) {
            return GenerationState.UNREACHABLE;
        }
        final Optional<Generation> active = supervisor.active().filter(a -> a != generation);
        return active.flatMap(supervisor::report).filter(r -> r.active() && r.drained()).isPresent() ? GenerationState.DRAINED
                : GenerationState.UNREACHABLE;
    }

    private static String note(final GenerationState silent) {
        return switch (silent) {
            case ENDED -> "ended just now";
            case DRAINED -> "is ending";
            default -> "its socket gives no usable answer";
        };
    }

    private static GenerationView ended(final GenerationRecords.Row row) {
        return new GenerationView(row.number(), row.ended().isPresent() ? GenerationState.ENDED : GenerationState.UNREACHABLE,
                row.pid(), row.version(), row.snapshot(), row.started(), row.ended(), row.predecessor(), 0, 0, 0, List.of(),
                List.of(), Map.of(), List.of(),
                false, false, row.howEnded());
    }
}
