package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@code defaults}, {@code frontend}, {@code backend} or {@code listen} section while it is being read. */
final class ProxyDraft {
    final Section section;
    final String name;
    final Position position;

    Mode mode = Mode.TCP;
    boolean disabled;
    final List<Bind> binds = new ArrayList<>();
    final List<ServerLine> servers = new ArrayList<>();
    int maxconn;
    int backlog;
    int fullconn;
    /** Milliseconds by the word behind {@code timeout}. */
    final Map<String, Integer> timeouts = new LinkedHashMap<>();
    BalanceAlgorithm balance = BalanceAlgorithm.ROUNDROBIN;
    int retries = 3;
    RetryOn retryOn = RetryOn.DEFAULT;
    final OptionsDraft options;
    final List<Acl> acls = new ArrayList<>();
    final List<RuleDraft> rules = new ArrayList<>();
    String defaultBackend;
    Position defaultBackendPosition;
    /** Log targets; an empty entry stands for {@code log global}. */
    final List<Optional<LogTarget>> logs = new ArrayList<>();
    Proxy.HttpReuse httpReuse = Proxy.HttpReuse.SAFE;
    ServerDraft defaultServer = new ServerDraft();

    /**
     * Begins a section.
     *
     * @param defaults where its values come from; null = HAProxy's own defaults
     */
    ProxyDraft(final Section section, final String name, final Position position, final ProxyDraft defaults) {
        this.section = section;
        this.name = name;
        this.position = position;
        this.options = defaults == null ? new OptionsDraft() : defaults.options.copy();
        if (defaults != null) {
            inherit(defaults);
        }
    }

    private void inherit(final ProxyDraft defaults) {
        mode = defaults.mode;
        disabled = defaults.disabled;
        maxconn = defaults.maxconn;
        backlog = defaults.backlog;
        fullconn = defaults.fullconn;
        timeouts.putAll(defaults.timeouts);
        balance = defaults.balance;
        retries = defaults.retries;
        retryOn = defaults.retryOn;
        defaultBackend = defaults.defaultBackend;
        defaultBackendPosition = defaults.defaultBackendPosition;
        logs.addAll(defaults.logs);
        httpReuse = defaults.httpReuse;
        defaultServer = defaults.defaultServer.copy();
    }

    /** Whether it takes connections; a {@code defaults} section may be for anything. */
    boolean accepts() {
        return section != Section.BACKEND;
    }

    /** Whether it has servers. */
    boolean serves() {
        return section != Section.FRONTEND;
    }

    /** "frontend", "backend", or "proxy" for listen, as HAProxy's messages call it. */
    String typeWord() {
        return section == Section.LISTEN ? "proxy" : section.word();
    }

    int timeout(final String word) {
        return timeouts.getOrDefault(word, 0);
    }

    /** The ACL lines of a name, in order; empty if there is none. */
    List<Acl> acl(final String aclName) {
        return acls.stream().filter(acl -> acl.name().equals(aclName)).toList();
    }

    /**
     * Makes the record.
     *
     * @param id         number of the section
     * @param globalLogs what {@code log global} stands for
     */
    Proxy build(final int id, final List<LogTarget> globalLogs) {
        final List<LogTarget> targets = new ArrayList<>();
        logs.forEach(log -> log.ifPresentOrElse(targets::add, () -> targets.addAll(globalLogs)));
        return new Proxy(id, name, ProxyKind.valueOf(section.name()), mode, disabled,
                accepts() ? List.copyOf(binds) : List.of(), List.copyOf(servers), maxconn, backlog, fullconn,
                buildTimeouts(), balance, retries, retryOn, options.build(mode), List.copyOf(acls),
                rules.stream().map(rule -> rule.build(this)).toList(),
                accepts() ? Optional.ofNullable(defaultBackend) : Optional.empty(), List.copyOf(targets), httpReuse,
                position);
    }

    private Timeouts buildTimeouts() {
        return new Timeouts(timeout("client"), timeout("client-fin"), timeout("connect"), timeout("server"),
                timeout("server-fin"), timeout("queue"), timeout("http-request"), timeout("http-keep-alive"),
                timeout("tunnel"), timeout("check"), timeout("tarpit"), timeout("hold"));
    }
}
