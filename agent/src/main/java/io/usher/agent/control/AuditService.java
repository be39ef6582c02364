package io.usher.agent.control;

import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;

import java.util.List;
import java.util.Optional;

/** The audit log as the API writes and shows it. Any thread. */
public interface AuditService {

    /** Notes what was asked for, and how it ended; see {@link AuditLog.Entry}. */
    void note(Requester by, String role, String action, String target, String detail, String outcome);

    /** Newest first; {@code before}: only entries with smaller ids. */
    List<AuditLog.Entry> page(int limit, Optional<Long> before);
}
