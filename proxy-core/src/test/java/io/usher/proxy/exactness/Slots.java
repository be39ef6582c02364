package io.usher.proxy.exactness;

/** What a server counts about itself: the truth that exactness is measured by. */
final class Slots {
    private final int size;
    // Guarded by this object.
    private int busy;
    private int peak;
    private int open;
    private int peakOpen;
    private int accepted;
    private int refused;
    private int served;
    private int checks;
    private int checksWhileBusy;

    Slots(final int size) {
        this.size = size;
    }

    /** {@return whether there was a slot} If not, that is counted as a refusal. */
    synchronized boolean take() {
        if (busy == size) {
            refused++;
            return false;
        }
        peak = Math.max(peak, ++busy);
        return true;
    }

    synchronized void free() {
        busy--;
    }

    synchronized void served() {
        served++;
    }

    synchronized void connected() {
        accepted++;
        peakOpen = Math.max(peakOpen, ++open);
    }

    synchronized void disconnected() {
        open--;
    }

    synchronized void check() {
        checks++;
        checksWhileBusy += busy == size ? 1 : 0;
    }

    synchronized void forgetPeaks() {
        peak = busy;
        peakOpen = open;
    }

    synchronized int[] read() {
        return new int[] {busy, peak, open, peakOpen, accepted, refused, served, checks, checksWhileBusy};
    }
}
