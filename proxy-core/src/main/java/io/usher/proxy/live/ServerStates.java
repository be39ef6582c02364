package io.usher.proxy.live;

import io.usher.proxy.config.LogTarget.Severity;

/**
 * The state machine of one server: what checks say (up, down) crossed with what the administrator wants (ready, drain,
 * maint). Each edge does the same four things in the same order: note the time, take the server in or out of rotation,
 * move its queue, log. Instance lock held.
 */
final class ServerStates {

    private static final String FORCED = ", changed from CLI";
    private static final String STILL_DRAINING = " remains in forced drain mode.";

    private final Server server;
    private OperationalState operational;
    private AdminState admin;
    private long changedSeconds;
    private long downtimeSeconds;

    ServerStates(final Server server, final boolean disabled) {
        this.server = server;
        operational = disabled ? OperationalState.STOPPED : OperationalState.RUNNING;
        admin = disabled ? AdminState.MAINT : AdminState.READY;
        changedSeconds = nowSeconds();
    }

    OperationalState operational() {
        return operational;
    }

    AdminState admin() {
        return admin;
    }

    /** Tells rotation and queues what the server is fit for now. */
    int refresh() {
        return server.backend().rotation().refresh(server);
    }

    // ---- what the administrator wants ----

    void admin(final AdminState wanted, final String cause) {
        if (wanted == admin) {
            return;
        }
        switch (wanted) {
            case MAINT -> enterMaintenance(cause);
            case DRAIN -> {
                if (admin == AdminState.MAINT) {
                    leaveMaintenance(AdminState.DRAIN);
                } else {
                    enterDrain(cause);
                }
            }
            case READY -> {
                if (admin == AdminState.MAINT) {
                    leaveMaintenance(AdminState.READY);
                } else {
                    leaveDrain();
                }
            }
        }
    }

    private void enterMaintenance(final String cause) {
        final boolean wasDraining = admin == AdminState.DRAIN;
        final boolean wasUp = operational != OperationalState.STOPPED;
        final boolean hadServers = server.backend().hasServers();
        admin = AdminState.MAINT;
        server.health().pause();
        if (!wasUp) {
            refresh();
            log(Severity.NOTICE, " was DOWN and now enters maintenance" + ServerTexts.cause(cause) + ".");
            return;
        }
        changed();
        operational = OperationalState.STOPPED;
        server.closeIdle();
        final int moved = refresh();
        log(wasDraining ? Severity.NOTICE : Severity.ALERT,
            " is going DOWN for maintenance" + ServerTexts.cause(cause) + ServerTexts.rest(server, moved) + ".");
        server.backend().rotation().lostServers(hadServers);
        server.counters().downTransitions.increment();
    }

    private void leaveMaintenance(final AdminState next) {
        final boolean hadServers = server.backend().hasServers();
        countDowntime();
        server.health().resume();
        changed();
        final boolean down = server.agent().holdsDown();
        operational = down ? OperationalState.STOPPED : OperationalState.RUNNING;
        admin = next;
        log(Severity.NOTICE, " is " + (down ? "DOWN" : "UP") + "/" + (next == AdminState.DRAIN ? "DRAIN" : "READY")
            + " (leaving forced maintenance).");
        refresh();
        server.backend().rotation().foundServers(hadServers);
        stillDraining();
    }

    private void enterDrain(final String cause) {
        final boolean hadServers = server.backend().hasServers();
        changed();
        admin = AdminState.DRAIN;
        final int moved = refresh();
        log(Severity.NOTICE, " enters drain state" + ServerTexts.cause(cause) + ServerTexts.rest(server, moved) + ".");
        server.backend().rotation().lostServers(hadServers);
    }

    private void leaveDrain() {
        final boolean hadServers = server.backend().hasServers();
        downtimeSeconds += secondsSinceChange();
        changed();
        admin = AdminState.READY;
        log(Severity.NOTICE, " is " + (operational == OperationalState.STOPPED ? "DOWN" : "UP") + " (leaving forced drain).");
        refresh();
        server.backend().rotation().foundServers(hadServers);
    }

    void weightChanged() {
        final boolean hadServers = server.backend().hasServers();
        refresh();
        server.backend().rotation().lostServers(hadServers);
        server.backend().rotation().foundServers(hadServers);
        stillDraining();
    }

    // ---- what checks say ----

    void checkEnded(final CheckResult end) {
        final Health health = server.health();
        if (!health.running()) {
            health.abandoned();
            return;
        }
        final CheckStatus before = health.status();
        final boolean counted = health.level() > 0 && end.status().result() == CheckStatus.Result.FAILED;
        final boolean moved = health.ended(end);
        if (counted) {
            server.counters().failedChecks.increment();
        }
        final boolean logged = server.backend().section().options().logHealthChecks();
        if (logged && (moved || before != end.status())) {
            server.backend().instance().say(Severity.NOTICE, server.backend().section(),
                ServerTexts.healthCheck(server, end) + ".");
        }
        final String reason = logged ? "" : ServerTexts.reason(end);
        if (health.level() == 0) {
            stopped(reason);
        } else if (health.isUp() && end.status().result() == CheckStatus.Result.PASSED && !server.agent().holdsDown()) {
            running(reason);
        }
        server.backend().instance().changed(server);
    }

    /** An agent that cannot be reached, or says nothing of health, changes nothing. */
    void agentEnded(final CheckResult end) {
        final Agent agent = server.agent();
        final CheckStatus before = agent.status();
        agent.ended(end);
        if (!agent.enabled()) {
            return;
        }
        final boolean logged = server.backend().section().options().logHealthChecks();
        if (logged && before != end.status() && end.status() != CheckStatus.CHECKED) {
            server.backend().instance().say(Severity.NOTICE, server.backend().section(),
                ServerTexts.agentCheck(server, end) + ".");
        }
        final String reason = logged ? "" : ServerTexts.reason(end);
        if (end.status() == CheckStatus.L7STS && agent.holdsDown()) {
            stopped(reason);
        } else if (end.status() == CheckStatus.L7OK && admin != AdminState.MAINT
                && (!server.health().enabled() || server.health().isUp())) {
            running(reason);
        }
        server.backend().instance().changed(server);
    }

    /** An operator speaks for the agent. */
    void agentForced(final boolean up) {
        if (!up) {
            stopped(FORCED);
        } else if (admin != AdminState.MAINT) {
            running(FORCED);
        }
    }

    private void stopped(final String reason) {
        if (operational == OperationalState.STOPPED) {
            return;
        }
        final boolean hadServers = server.backend().hasServers();
        final boolean wasDraining = admin == AdminState.DRAIN;
        changed();
        operational = OperationalState.STOPPED;
        server.closeIdle();
        final int moved = refresh();
        log(wasDraining ? Severity.NOTICE : Severity.ALERT,
            " is DOWN" + reason + ServerTexts.rest(server, moved) + ".");
        server.backend().rotation().lostServers(hadServers);
        server.counters().downTransitions.increment();
        stillDraining();
    }

    private void running(final String reason) {
        if (operational == OperationalState.RUNNING) {
            return;
        }
        final boolean hadServers = server.backend().hasServers();
        countDowntime();
        changed();
        operational = OperationalState.RUNNING;
        final int moved = refresh();
        log(Severity.NOTICE, " is UP" + reason + ServerTexts.rest(server, moved) + ".");
        server.backend().rotation().foundServers(hadServers);
        stillDraining();
    }

    void importHealth(final ServerHealth known) {
        if (!server.health().running()) {
            return;
        }
        final boolean hadServers = server.backend().hasServers();
        server.health().restore(known);
        // Up although its agent holds it down: an operator said so.
        final boolean up = server.health().isUp() && (known.state() == OperationalState.RUNNING || !server.agent().holdsDown());
        operational = up ? OperationalState.RUNNING : OperationalState.STOPPED;
        changedSeconds = nowSeconds() - known.changeSeconds();
        refresh();
        server.backend().rotation().foundServers(hadServers);
    }

    void importAgent(final AgentKnowledge known, final long changeSeconds) {
        server.agent().restore(known);
        if (admin == AdminState.MAINT || operational == fit()) {
            return;
        }
        final boolean hadServers = server.backend().hasServers();
        operational = fit();
        changedSeconds = nowSeconds() - changeSeconds;
        refresh();
        server.backend().rotation().foundServers(hadServers);
    }

    /** What checks and agent say together. */
    private OperationalState fit() {
        final boolean healthy = !server.health().enabled() || server.health().isUp();
        return healthy && !server.agent().holdsDown() ? OperationalState.RUNNING : OperationalState.STOPPED;
    }

    // ---- times and texts ----

    long secondsSinceChange() {
        return Math.max(0, nowSeconds() - changedSeconds);
    }

    long downtimeSeconds() {
        return downtimeSeconds + (operational == OperationalState.STOPPED ? secondsSinceChange() : 0);
    }

    private void countDowntime() {
        if (operational == OperationalState.STOPPED) {
            downtimeSeconds += secondsSinceChange();
        }
    }

    private void changed() {
        changedSeconds = nowSeconds();
    }

    private long nowSeconds() {
        return Math.floorDiv(server.backend().instance().clock().nanoTime(), Server.NANOS_PER_SECOND);
    }

    private void stillDraining() {
        if (admin == AdminState.DRAIN) {
            log(Severity.NOTICE, STILL_DRAINING);
        }
    }

    private void log(final Severity severity, final String text) {
        server.backend().instance().say(severity, server.backend().section(), ServerTexts.name(server) + text);
    }
}
