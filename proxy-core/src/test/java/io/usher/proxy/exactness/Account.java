package io.usher.proxy.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of a load's requests: each has one proper answer, is listed as failed, or was given up by its client. */
public final class Account {
    // Guarded by this object.
    private final Map<Integer, Integer> byStatus = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private int left;

    synchronized void answered(final int status) {
        byStatus.merge(status, 1, Integer::sum);
    }

    synchronized void failed(final String how) {
        failures.add(how);
    }

    synchronized void left() {
        left++;
    }

    /** {@return answers of status 200} */
    public synchronized int ok() {
        return byStatus.getOrDefault(200, 0);
    }

    /** {@return how often each status was answered} */
    public synchronized Map<Integer, Integer> byStatus() {
        return new TreeMap<>(byStatus);
    }

    /** {@return requests given up by their client} */
    public synchronized int leavers() {
        return left;
    }

    /** {@return requests with an answer or a failure, or given up} */
    public synchronized int settled() {
        return byStatus.values().stream().mapToInt(Integer::intValue).sum() + failures.size() + left;
    }

    /** {@return whatever was no 200, in words; empty if all went well} */
    public synchronized List<String> notOk() {
        final List<String> all = new ArrayList<>(failures);
        byStatus.forEach((status, count) -> {
            if (status != 200) {
                all.add(count + " answers of status " + status);
            }
        });
        return all;
    }

    /** {@return requests whose connection was refused or broken without a whole answer} */
    public synchronized List<String> broken() {
        return List.copyOf(failures);
    }
}
