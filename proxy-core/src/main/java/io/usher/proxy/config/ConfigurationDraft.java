package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A whole configuration while its files are being read. */
final class ConfigurationDraft {
    final GlobalDraft global = new GlobalDraft();
    final List<ProxyDraft> proxies = new ArrayList<>();
    /** Named {@code defaults} sections; the last of a name wins, as a second one is an error anyway when it is used. */
    final Map<String, ProxyDraft> namedDefaults = new LinkedHashMap<>();
    /** What the next proxy section begins with; null before any {@code defaults}. */
    ProxyDraft lastDefaults;
    final List<String> files = new ArrayList<>();

    /** Makes the record. The first section is number 2, as HAProxy counts one of its own before. */
    Configuration build() {
        final Global built = global.build();
        final List<Proxy> all = new ArrayList<>();
        for (int i = 0; i < proxies.size(); i++) {
            all.add(proxies.get(i).build(i + 2, built.logs()));
        }
        return new Configuration(built, List.copyOf(all), List.copyOf(files));
    }
}
