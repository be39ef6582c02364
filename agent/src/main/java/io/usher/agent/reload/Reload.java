package io.usher.agent.reload;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One reload, from asking to its end. Kept in the database.
 *
 * @param id                unique for ever, sorts by time of asking
 * @param state             see {@link ReloadState}
 * @param when              as asked: {@code now}, {@code drained} or an instant in ISO 8601
 * @param due               the instant, where one was asked for
 * @param deadline          when it expires, if it has not started by then
 * @param force             whether blocking generations are ended first
 * @param reason            why, in the asker's words; empty if none were given
 * @param by                who asked
 * @param asked             when it was asked for
 * @param started           when it left the waiting states
 * @param finished          when it was over
 * @param from              number of the generation that served before
 * @param to                number of the generation that was started
 * @param configurationHash SHA-256 over the files it ran, hex
 * @param changes           in which files that configuration differs from the one that ran before
 * @param message           how it ended, with the proxy's own words where it failed; or what it waits for
 * @param blocking          what stood in the way: for a refused one when it was refused, for a waiting one now
 * @param cut               what {@code force} ended
 * @param joinedTo          the reload whose fate it shares, where it came due while that one waited
 */
public record Reload(String id, ReloadState state, String when, Optional<Instant> due, Optional<Instant> deadline, boolean force,
                     String reason, String by, Instant asked, Optional<Instant> started, Optional<Instant> finished,
                     Optional<Integer> from, Optional<Integer> to, Optional<String> configurationHash, List<FileChange> changes,
                     String message, List<Blocking> blocking, List<Blocking> cut, Optional<String> joinedTo) {

    public Reload {
        changes = List.copyOf(changes);
        blocking = List.copyOf(blocking);
        cut = List.copyOf(cut);
    }

    /** One that was asked for just now. */
    static Reload asked(final String id, final ReloadState state, final ReloadRequest request, final When when, final String by,
                        final Instant now) {
        return new Reload(id, state, request.when(), when.due(), when.deadline(), request.force(), request.reason(), by, now,
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), "",
                List.of(), List.of(), Optional.empty());
    }

    /** How long it took from its start to its end, in milliseconds. */
    @JsonProperty
    public Optional<Long> durationMillis() {
        return started.flatMap(from -> finished.map(until -> Math.max(0, Duration.between(from, until).toMillis())));
    }

    /** True where nothing more happens by itself. */
    @JsonIgnore
    public boolean over() {
        return state.over();
    }

    boolean waits() {
        return state == ReloadState.WAITING && joinedTo.isEmpty();
    }

    boolean underWay() {
        return state == ReloadState.STARTING || state == ReloadState.HANDING_OVER;
    }
}
