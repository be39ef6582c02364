package io.usher.proxy.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An operator who changes something 50 times a second. Servers s1, s2 … of backend {@code b} are disabled, enabled, drained,
 * get other weights and other limits up to their slots, move to one another's addresses, and have a second line of an address
 * come and go; s0 keeps its state, so that there is always somebody to serve. Each answer that is not one of the expected is
 * kept.
 */
final class RuntimeChanges {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final List<String> EXPECTED = List.of("", "New server registered.", "Server deleted.",
        "Already exists a server with the same name in backend.", "No such server.",
        "Server still has connections attached to it, cannot remove it.", "Only servers in maintenance mode can be deleted.");

    private final ProxySite site;
    private final SlotServers servers;
    private final int slots;
    private final Random random;
    private final List<String> unexpected = new ArrayList<>();
    private int added;
    private int deleted;
    private int moved;

    RuntimeChanges(final ProxySite site, final SlotServers servers, final int slots, final long seed) {
        this.site = site;
        this.servers = servers;
        this.slots = slots;
        random = new Random(seed);
    }

    /** Makes so many changes, each when its time has come. */
    void make(final int changes) {
        final long begin = System.nanoTime();
        for (int i = 0; i < changes; i++) {
            for (long left = begin + i * PERIOD_NANOS - System.nanoTime(); left > 0;
                    left = begin + i * PERIOD_NANOS - System.nanoTime()) {
                LockSupport.parkNanos(left); // The pace of the changes, not a wait for anything.
            }
            one();
        }
    }

    private void one() {
        final int index = 1 + random.nextInt(servers.ports().size() - 1);
        switch (random.nextInt(10)) {
            case 0 -> ask("disable server b/s" + index);
            case 1, 2 -> ask("enable server b/s" + index);
            case 3 -> ask("set server b/s" + index + " state " + (random.nextBoolean() ? "drain" : "ready"));
            case 4 -> ask("set server b/s" + index + " weight " + random.nextInt(4));
            case 5 -> ask("set maxconn server b/s" + random.nextInt(servers.ports().size()) + " " + (1 + random.nextInt(slots)));
            case 6 -> added += ask("add server b/x" + index + " 127.0.0.1:" + servers.get(index).port() + " maxconn "
                + (1 + random.nextInt(slots)) + (random.nextBoolean() ? " enabled" : "")).startsWith("New") ? 1 : 0;
            case 7, 8 -> move(index, random.nextInt(servers.ports().size()));
            default -> {
                ask("disable server b/x" + index);
                deleted += ask("del server b/x" + index).startsWith("Server deleted") ? 1 : 0;
            }
        }
    }

    /** To the address of another, which then has two lines, or back. */
    private void move(final int index, final int to) {
        final String command = "set server b/s" + index + " addr 127.0.0.1 port " + servers.get(to).port();
        final String answer = site.ask(command).strip();
        moved += answer.contains("port changed from") ? 1 : 0;
        if (!answer.startsWith("no need to change the addr, ") || !answer.endsWith(" by 'stats socket command'")) {
            unexpected.add(command + ": " + answer);
        }
    }

    private String ask(final String command) {
        final String answer = site.ask(command).strip();
        if (!EXPECTED.contains(answer)) {
            unexpected.add(command + ": " + answer);
        }
        return answer;
    }

    /** Sets all back, so that every server serves again. */
    void undo() {
        for (int i = 0; i < servers.ports().size(); i++) {
            move(i, i);
            ask("set server b/s" + i + " state ready");
            ask("set server b/s" + i + " weight 1");
            ask("set maxconn server b/s" + i + " " + slots);
        }
    }

    List<String> unexpected() {
        return unexpected;
    }

    int added() {
        return added;
    }

    int deleted() {
        return deleted;
    }

    int moved() {
        return moved;
    }
}
