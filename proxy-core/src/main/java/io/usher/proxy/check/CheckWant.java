package io.usher.proxy.check;

import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;
import io.usher.proxy.seat.WantFailure;
import java.util.function.BiConsumer;

/** A check's wish for a seat: when one is free, or next if it was deferred too long. */
final class CheckWant extends Want {

    private final CheckLoop loop;
    private final BiConsumer<CheckWant, Take> onGranted;

    CheckWant(final CheckLoop loop, final long nowNanos, final Priority priority,
              final BiConsumer<CheckWant, Take> onGranted) {
        super(loop.shelf(), nowNanos, priority);
        this.loop = loop;
        this.onGranted = onGranted;
    }

    @Override
    public void granted(final Take take) {
        loop.execute(() -> onGranted.accept(this, take));
    }

    @Override
    public void failed(final WantFailure why) {
        loop.execute(() -> onGranted.accept(this, null));
    }
}
