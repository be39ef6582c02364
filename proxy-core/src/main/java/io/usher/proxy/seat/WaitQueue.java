package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Wants that wait for a seat at any of some lines: a backend's queue, a server's own, or what a predecessor asks for. Made by
 * {@link Ledger#newQueue}; guarded by the instance's lock. Requests and checks wait apart: a check never counts as a request.
 */
public final class WaitQueue {

    private final String name;
    private final Object owner;
    private final WantOrder next = new WantOrder();
    private final WantOrder requests = new WantOrder();
    private final WantOrder whenFree = new WantOrder();
    /** Own arrivals before the predecessor's QUEUE-END. */
    private final WantOrder early = new WantOrder();
    private final Map<Object, Service> services = new LinkedHashMap<>();
    private final List<Service> withSeat = new ArrayList<>();
    private final List<Service> toClose = new ArrayList<>();
    private long served;
    private int maxLength;
    private int earlyRequests;

    /** What the successor knows its addresses by; 0 = it does not know them. */
    long place;

    WaitQueue(final String name, final Object owner) {
        this.name = name;
        this.owner = owner;
    }

    public String name() {
        return name;
    }

    /** Whose queue it is (a {@code live.Backend} or {@code live.Server}); null = nobody's. */
    public Object owner() {
        return owner;
    }

    /** Requests waiting; checks do not count. */
    public int length() {
        return requests.size() + earlyRequests;
    }

    /** Most requests that ever waited at once (HAProxy's {@code qmax}). */
    public int maxLength() {
        return maxLength;
    }

    /** {@code clear counters}. */
    public void clearMaxLength() {
        maxLength = length();
    }

    /**
     * HAProxy's {@code srv_queue} and {@code backend_queue} (configuration manual, 8.2.3): requests served from this queue since
     * it came, itself included. Stays readable after the want has left; 0 = it never waited.
     */
    public long position(final Want w) {
        return w.queue == this ? w.position + positionHere(w) : w.position;
    }

    /**
     * Whether some served line may have a seat for a newcomer; O(1). If not, ask no server one by one but enqueue. It says
     * nothing about {@link Ledger#mayTake()}.
     */
    public boolean anyAvailable() {
        return !withSeat.isEmpty() || !toClose.isEmpty();
    }

    // ---- wants

    WantOrder orderFor(final Want w) {
        switch (w.priority()) {
            case NEXT:
                return next;
            case WHEN_FREE:
                return whenFree;
            default:
                return requests;
        }
    }

    void add(final Want w, final boolean beforeQueueEnd) {
        w.queue = this;
        w.state = Want.State.QUEUED;
        w.servedBefore = served;
        w.position = 0;
        if (beforeQueueEnd) {
            early.add(w);
            earlyRequests += w.isRequest() ? 1 : 0;
        } else {
            orderFor(w).add(w);
        }
        maxLength = Math.max(maxLength, length());
    }

    void remove(final Want w) {
        w.position = positionHere(w);
        if (w.order == early && w.isRequest()) {
            earlyRequests--;
        }
        w.order.remove(w);
        w.queue = null;
    }

    private long positionHere(final Want w) {
        return w.isRequest() ? served - w.servedBefore + 1 : 0;
    }

    void served(final Want w) {
        if (w.isRequest()) {
            served++;
        }
    }

    /** Puts a want where its (new) priority belongs. */
    void replace(final Want w, final Want.Priority p) {
        final boolean stays = w.order == early;
        w.order.remove(w);
        if (stays && w.isRequest()) {
            earlyRequests--;
        }
        w.priority(p);
        if (stays) {
            early.add(w);
            earlyRequests += w.isRequest() ? 1 : 0;
        } else {
            orderFor(w).add(w);
        }
    }

    /** Whose turn it is here; null = nobody's. */
    Want first() {
        final Want w = next.first();
        if (w != null) {
            return w;
        }
        final Want request = requests.first();
        return request != null ? request : whenFree.first();
    }

    /** Wants that may be served now. */
    int waiting() {
        return next.size() + requests.size() + whenFree.size();
    }

    /** Whether something waits that newcomers must not overtake. */
    boolean blocksNewcomers() {
        return next.size() > 0 || requests.size() > 0;
    }

    /** QUEUE-END: what waited for it joins the others. */
    void open() {
        for (final Want w : early.toList()) {
            early.remove(w);
            orderFor(w).add(w);
        }
        earlyRequests = 0;
    }

    /** Every want, checks included; requests oldest first. */
    List<Want> all() {
        final List<Want> all = requests.toList();
        all.addAll(next.toList());
        all.addAll(whenFree.toList());
        all.addAll(early.toList());
        return all;
    }

    // ---- services

    Collection<Service> services() {
        return services.values();
    }

    Service service(final Object line) {
        return services.get(line);
    }

    void add(final Service s) {
        services.put(s.line, s);
    }

    void remove(final Service s) {
        services.remove(s.line);
        offer(s, Service.Offer.NOTHING);
    }

    /** Notes what a service offers now; O(1). */
    void offer(final Service s, final Service.Offer offer) {
        if (s.offer == offer) {
            return;
        }
        final List<Service> old = list(s.offer);
        if (old != null) {
            final Service moved = old.remove(old.size() - 1);
            if (moved != s) {
                old.set(s.index, moved);
                moved.index = s.index;
            }
        }
        s.offer = offer;
        final List<Service> now = list(offer);
        if (now != null) {
            s.index = now.size();
            now.add(s);
        }
    }

    private List<Service> list(final Service.Offer offer) {
        return offer == Service.Offer.SEAT ? withSeat : offer == Service.Offer.TO_CLOSE ? toClose : null;
    }

    List<Service> withSeat() {
        return withSeat;
    }

    List<Service> toClose() {
        return toClose;
    }

    Set<SeatAddress> addresses() {
        final Set<SeatAddress> all = new LinkedHashSet<>();
        for (final Service s : services.values()) {
            all.add(s.seats.address());
        }
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}
