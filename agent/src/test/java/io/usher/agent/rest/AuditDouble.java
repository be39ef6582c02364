package io.usher.agent.rest;

import io.usher.agent.control.AuditService;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An audit log in memory. */
final class AuditDouble implements AuditService {

    private final List<AuditLog.Entry> entries = new ArrayList<>();

    @Override
    public synchronized void note(final Requester by, final String role, final String action, final String target,
                                  final String detail, final String outcome) {
        entries.add(new AuditLog.Entry(entries.size() + 1, ServicesDouble.NOW, by.name(), by.from(), role, action, target, detail,
                outcome, ""));
    }

    @Override
    public synchronized List<AuditLog.Entry> page(final int limit, final Optional<Long> before) {
        final List<AuditLog.Entry> newestFirst = new ArrayList<>(entries);
        Collections.reverse(newestFirst);
        return newestFirst.stream().filter(entry -> entry.id() < before.orElse(Long.MAX_VALUE)).limit(limit).toList();
    }
}
