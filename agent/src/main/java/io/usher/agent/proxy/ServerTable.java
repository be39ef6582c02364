package io.usher.agent.proxy;

import java.util.List;

/** All backends and servers of one generation at one time. */
public record ServerTable(List<BackendRow> backends, List<ServerRow> servers) {
}
