package io.usher.agent.proxy;

/**
 * One backend as {@code show stat} shows it.
 *
 * @param name    backend
 * @param status  {@code UP} or {@code DOWN}
 * @param active  usable servers that are no backups
 * @param backup  usable backup servers
 * @param current {@code scur}
 * @param queued  {@code qcur}: all its queues
 * @param total   {@code stot}
 */
public record BackendRow(String name, String status, int active, int backup, long current, long queued, long total) {
}
