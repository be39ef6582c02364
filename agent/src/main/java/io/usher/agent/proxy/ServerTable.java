package io.usher.agent.proxy;

import java.util.List;

/** All frontends, backends and servers of one generation at one time. */
public record ServerTable(List<FrontendRow> frontends, List<BackendRow> backends, List<ServerRow> servers) {
}
