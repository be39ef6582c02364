package io.usher.agent.control;

import io.usher.agent.desired.BackendView;
import io.usher.agent.desired.ServerView;
import io.usher.agent.generation.GenerationView;
import io.usher.agent.reload.Blocking;
import io.usher.agent.reload.Reload;
import io.usher.agent.schedule.Schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything at a glance, for the status table, its JSON and the metrics.
 *
 * @param time          when this was put together
 * @param version       the agent's version
 * @param started       when this agent started
 * @param proxy         what the generations are processes of
 * @param generations   living ones, newest first
 * @param backends      of the active generation
 * @param servers       of the active generation
 * @param gateOpen      whether a reload asked for now would start
 * @param blocking      why it would not
 * @param reloads       those that are not over
 * @param lastReload    the latest that is over
 * @param schedules     all, with their next firings
 * @param configuration the files and whether they differ from what runs
 * @param problems      what does not answer or failed, a line each; empty when all is well
 * @param counters      the agent's own counters since it started
 */
public record StatusSnapshot(Instant time, String version, Instant started, ProxyStatus proxy, List<GenerationView> generations,
                             List<BackendView> backends, List<ServerView> servers, boolean gateOpen,
                             List<Blocking> blocking, List<Reload> reloads, Optional<Reload> lastReload,
                             List<Schedule> schedules, ConfigurationStatus configuration, List<String> problems,
                             Counters counters) {

    /** All but the servers, which may be thousands. */
    public StatusSnapshot withoutServers() {
        return new StatusSnapshot(time, version, started, proxy, generations, backends, List.of(), gateOpen, blocking, reloads,
                lastReload, schedules, configuration, problems, counters);
    }

    /**
     * The user's files beside what runs.
     *
     * @param files       paths as given
     * @param hash        SHA-256 over them as they are now, hex; empty if unreadable
     * @param differsFrom the active generation's number, where the files differ from what it runs
     * @param since       since when they do (the newest file's modification time)
     * @param message     {@code differs from generation 7 since 10:32}, or empty
     */
    public record ConfigurationStatus(List<String> files, String hash, Optional<Integer> differsFrom,
                                      Optional<Instant> since, String message) {
    }

    /**
     * Counts since the agent started.
     *
     * @param reloadsSucceeded  reloads that came to serve
     * @param reloadsFailed     reloads that did not
     * @param reloadsRefused    refused by the gate
     * @param reloadsRolledBack undone by the predecessor
     * @param restarts          generations started anew after a death
     */
    public record Counters(long reloadsSucceeded, long reloadsFailed, long reloadsRefused, long reloadsRolledBack,
                           long restarts) {
    }
}
