package io.usher.proxy.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can only be seen in the whole configuration: names that must exist or must not exist twice, modes that must fit,
 * timeouts that are missing. The texts are HAProxy's where it has them.
 */
final class CrossChecks {
    private final ConfigurationDraft draft;
    private final Diagnostics diagnostics;
    private final HostDirectory host;

    CrossChecks(final ConfigurationDraft draft, final Diagnostics diagnostics, final HostDirectory host) {
        this.draft = draft;
        this.diagnostics = diagnostics;
        this.host = host;
    }

    /** Checks everything. */
    void run() {
        duplicateProxies();
        for (final ProxyDraft proxy : draft.proxies) {
            targets(proxy);
            resolveFetches(proxy);
            duplicateServers(proxy);
            if (!proxy.disabled) {
                usability(proxy);
                timeouts(proxy);
                modes(proxy);
            }
        }
        new AddressChecks(draft, diagnostics, host).run();
    }

    private void duplicateProxies() {
        final Map<String, ProxyDraft> accepting = new HashMap<>();
        final Map<String, ProxyDraft> serving = new HashMap<>();
        for (final ProxyDraft proxy : draft.proxies) {
            final ProxyDraft first = proxy.accepts() ? accepting.putIfAbsent(proxy.name, proxy) : null;
            final ProxyDraft second = proxy.serves() ? serving.putIfAbsent(proxy.name, proxy) : null;
            final ProxyDraft other = first != null ? first : second;
            if (other != null) {
                diagnostics.alert(proxy.position, proxy.typeWord() + " '" + proxy.name + "' has the same name as "
                        + other.typeWord() + " '" + other.name + "' declared at " + other.position + ".", proxy.name,
                        "a name of its own");
            }
        }
    }

    private Optional<ProxyDraft> backend(final String name) {
        return draft.proxies.stream().filter(proxy -> proxy.serves() && proxy.name.equals(name)).findFirst();
    }

    private void targets(final ProxyDraft proxy) {
        if (proxy.accepts() && proxy.defaultBackend != null) {
            target(proxy, proxy.defaultBackend, "default_backend", proxy.defaultBackendPosition, "as its default backend");
            if (!proxy.servers.isEmpty()) {
                diagnostics.warning(proxy.defaultBackendPosition, "In proxy '" + proxy.name
                        + "', the 'default_backend' rule always has precedence over the servers, which will never be used.");
            }
        }
        for (final RuleDraft rule : proxy.rules) {
            if (rule.action() == Rule.Action.USE_BACKEND) {
                target(proxy, rule.argument(), "use_backend", rule.position(), "in a 'use_backend' rule");
            }
        }
    }

    private void target(final ProxyDraft proxy, final String name, final String keyword, final Position position,
                        final String use) {
        final ProxyDraft target = backend(name).orElse(null);
        if (target == null) {
            final List<String> names = draft.proxies.stream().filter(ProxyDraft::serves).map(known -> known.name).toList();
            diagnostics.alert(position, "Proxy '" + proxy.name + "': unable to find required " + keyword + ": '" + name + "'"
                    + Nearest.suggestion(name, names) + ".", name, Nearest.expected(name, names));
        } else if (target == proxy) {
            diagnostics.alert(position, "Proxy '" + proxy.name + "': loop detected for " + keyword + ": '" + name + "'.", name,
                    "the name of another section");
        } else if (proxy.mode == Mode.HTTP && target.mode == Mode.TCP) {
            diagnostics.alert(position, "http " + proxy.typeWord() + " '" + proxy.name + "' (" + proxy.position
                    + ") tries to use incompatible tcp " + target.typeWord() + " '" + target.name + "' (" + target.position
                    + ") " + use + " (see 'mode').", name, "the name of a section in mode http");
        } else if (proxy.mode == Mode.TCP && target.mode == Mode.HTTP) {
            diagnostics.alert(position, "tcp " + proxy.typeWord() + " '" + proxy.name + "' (" + proxy.position
                    + ") passing its connections on to http " + target.typeWord() + " '" + target.name + "' ("
                    + target.position + ") is known to HAProxy but not yet to Usher (see 'mode').", name,
                    "the name of a section in mode tcp");
        }
    }

    /** Fills in the section's own name where a fetch was written without a backend, and looks for the others. */
    private void resolveFetches(final ProxyDraft proxy) {
        proxy.acls.replaceAll(acl -> resolve(proxy, acl));
        proxy.rules.replaceAll(rule -> rule.withAcls(acl -> resolve(proxy, acl)));
    }

    private Acl resolve(final ProxyDraft proxy, final Acl acl) {
        if (acl.fetch().keyword().arguments() != SampleFetch.Arguments.BACKEND) {
            return acl;
        }
        final String word = acl.fetch().keyword().word();
        if (acl.fetch().arguments().isEmpty()) {
            if (!proxy.serves()) {
                diagnostics.alert(acl.position(), "ACL keyword '" + word + "' in frontend '" + proxy.name
                        + "' expects a backend's name in parentheses.", word, word + "(<backend>)");
            }
            return new Acl(acl.name(), new Fetch(acl.fetch().keyword(), List.of(proxy.name)), acl.caseInsensitive(),
                    acl.matches(), acl.position());
        }
        final String name = acl.fetch().arguments().get(0);
        if (backend(name).isEmpty()) {
            diagnostics.alert(acl.position(), "unable to find backend '" + name + "' referenced in arg 1 of ACL keyword '"
                    + word + "' in proxy '" + proxy.name + "'.", name, "the name of a backend or listen section");
        }
        return acl;
    }

    private void duplicateServers(final ProxyDraft proxy) {
        final Map<String, ServerLine> servers = new HashMap<>();
        for (final ServerLine server : proxy.servers) {
            final ServerLine other = servers.putIfAbsent(server.name(), server);
            if (other != null) {
                diagnostics.alert(server.position(), proxy.typeWord() + " '" + proxy.name + "', another server named '"
                        + server.name() + "' was already defined at line " + other.position().line()
                        + ", please use distinct names.", server.name(), "a name of its own");
            }
        }
    }

    private void usability(final ProxyDraft proxy) {
        if (proxy.section == Section.FRONTEND && proxy.binds.isEmpty()) {
            diagnostics.warning(proxy.position, "frontend '" + proxy.name
                    + "' has no 'bind' directive. Please declare it as a backend if this was intended.");
        }
        if (proxy.accepts() && proxy.options.logFormat != OptionsDraft.LogFormat.NONE && proxy.logs.isEmpty()) {
            diagnostics.warning(proxy.position, "log format ignored for " + proxy.typeWord() + " '" + proxy.name
                    + "' since it has no log address.");
        }
        for (final RuleDraft rule : proxy.rules) {
            if (rule.stage() == Rule.Stage.TCP_REQUEST_CONNECTION) {
                rule.acls(proxy).stream().filter(acl -> acl.fetch().keyword().stage() == SampleFetch.Stage.REQUEST)
                        .forEach(acl -> tooEarly(rule, acl));
            }
        }
    }

    private void tooEarly(final RuleDraft rule, final Acl acl) {
        diagnostics.warning(rule.position(), (acl.name().isEmpty() ? "anonymous acl" : "acl '" + acl.name() + "'")
                + " will never match in 'tcp-request connection' because it uses keyword '" + acl.fetch().keyword().word()
                + "' which is incompatible with 'frontend tcp-request connection rule'");
    }

    private void timeouts(final ProxyDraft proxy) {
        final boolean noClient = proxy.accepts() && proxy.timeout("client") == 0;
        final boolean noServer = proxy.timeout("server") == 0 && (proxy.mode == Mode.HTTP || proxy.timeout("tunnel") == 0);
        if (noClient || !proxy.servers.isEmpty() && (proxy.timeout("connect") == 0 || noServer)) {
            diagnostics.warning(proxy.position, "missing timeouts for " + proxy.typeWord() + " '" + proxy.name + "'.\n"
                    + "   | While not properly invalid, you will certainly encounter various problems\n"
                    + "   | with such a configuration. To fix this, please ensure that all following\n"
                    + "   | timeouts are set to a non-zero value: 'client', 'connect', 'server'.");
        }
        final boolean seated = proxy.servers.stream().anyMatch(server -> server.maxconn() > 0);
        if (seated && proxy.timeout("server") == 0 && proxy.timeout("hold") == 0) {
            diagnostics.warning(proxy.position, proxy.typeWord() + " '" + proxy.name
                    + "' has servers with 'maxconn' but neither 'timeout server' nor 'timeout hold': the seat of a"
                    + " generation that died stays taken until 'release seats'.");
        }
    }

    private void modes(final ProxyDraft proxy) {
        if (proxy.mode == Mode.HTTP) {
            return;
        }
        final String whose = " ignored for " + proxy.typeWord() + " '" + proxy.name + "' as ";
        proxy.rules.stream().filter(rule -> rule.stage() == Rule.Stage.HTTP_REQUEST).findFirst().ifPresent(rule ->
                diagnostics.warning(rule.position(), "'http-request' rules" + whose + "they require HTTP mode."));
        if (proxy.options.forwardFor != null) {
            diagnostics.warning(proxy.position, "'option forwardfor'" + whose + "it requires HTTP mode.");
        }
        if (proxy.accepts() && proxy.options.logFormat == OptionsDraft.LogFormat.HTTP) {
            diagnostics.warning(proxy.position, "'option httplog' not usable with " + proxy.typeWord() + " '" + proxy.name
                    + "' (needs 'mode http'). Falling back to 'option tcplog'.");
        }
    }
}
