package io.usher.proxy.config;

import java.util.List;

/**
 * A sample fetch with its arguments, for instance {@code avg_queue(custombe)} (HAProxy configuration manual, 7.3).
 *
 * @param keyword   which one
 * @param arguments arguments as written
 */
public record Fetch(SampleFetch keyword, List<String> arguments) {
}
