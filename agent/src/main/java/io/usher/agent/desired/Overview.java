package io.usher.agent.desired;

import java.util.List;

/**
 * Everything that the active generation distributes to, from one reading.
 *
 * @param backends all
 * @param servers  of all of them
 */
public record Overview(List<BackendView> backends, List<ServerView> servers) {
}
