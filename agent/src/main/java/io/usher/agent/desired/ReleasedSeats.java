package io.usher.agent.desired;

import java.util.List;

/**
 * Holds that were ended.
 *
 * @param address  where
 * @param released ids of their seats, {@code generation.counter}
 */
public record ReleasedSeats(String address, List<String> released) {
}
