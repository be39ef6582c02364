package io.usher.proxy.config;

import java.util.List;

/**
 * A whole configuration: immutable, checked, defaults applied.
 *
 * @param global  the global sections
 * @param proxies proxy sections in order of appearance
 * @param files   files read, in order
 */
public record Configuration(Global global, List<Proxy> proxies, List<String> files) {
}
