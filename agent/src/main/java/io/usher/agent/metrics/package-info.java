/**
 * The metrics of HAProxy's exporters, from what the generations say: the names, types and labels stand in one table,
 * {@code haproxy.tsv}. Counters go on over reloads: what ended generations had counted stays counted, in a file.
 *
 * <p>Entry class: {@link io.usher.agent.metrics.ProxyMetrics}. Any thread; one scrape at a time.
 */
package io.usher.agent.metrics;
