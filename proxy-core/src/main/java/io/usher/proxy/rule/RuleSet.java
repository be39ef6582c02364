package io.usher.proxy.rule;

import io.usher.proxy.config.Proxy;
import io.usher.proxy.config.Rule;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import java.util.List;
import java.util.Optional;

/**
 * The rules of one section, ready to be evaluated by any event loop (HAProxy configuration manual, 4.2 and 7).
 *
 * <p>The rules of a frontend apply before those of the backend that it chose; those of a {@code listen} section once.
 */
public final class RuleSet {
    private final Step[] connection;
    private final Step[] content;
    private final Step[] request;
    private final Choice[] choices;
    private final Optional<Backend> otherwise;

    /** A condition and what follows from it; no condition = always. */
    private record Step(CompiledCondition condition, Verdict verdict) {
    }

    /** A condition and the backend it leads to. */
    private record Choice(CompiledCondition condition, Optional<Backend> backend) {
    }

    private RuleSet(final Step[] connection, final Step[] content, final Step[] request, final Choice[] choices,
                    final Optional<Backend> otherwise) {
        this.connection = connection;
        this.content = content;
        this.request = request;
        this.choices = choices;
        this.otherwise = otherwise;
    }

    /**
     * Compiles a section's rules.
     *
     * @param section  whose rules
     * @param instance where backends are looked up
     */
    public static RuleSet compile(final Proxy section, final Instance instance) {
        final Optional<Backend> own = section.kind().serves() ? instance.backend(section.name()) : Optional.empty();
        final Optional<Backend> otherwise = section.defaultBackend().map(instance::backend).orElse(own);
        final Choice[] choices = stage(section, Rule.Stage.USE_BACKEND).stream()
                .map(rule -> new Choice(condition(rule, instance), instance.backend(rule.argument())))
                .toArray(Choice[]::new);
        return new RuleSet(steps(section, Rule.Stage.TCP_REQUEST_CONNECTION, instance),
                steps(section, Rule.Stage.TCP_REQUEST_CONTENT, instance),
                steps(section, Rule.Stage.HTTP_REQUEST, instance), choices, otherwise);
    }

    private static List<Rule> stage(final Proxy section, final Rule.Stage stage) {
        return section.rules().stream().filter(rule -> rule.stage() == stage).toList();
    }

    private static Step[] steps(final Proxy section, final Rule.Stage stage, final Instance instance) {
        return stage(section, stage).stream().map(rule -> new Step(condition(rule, instance), verdict(rule)))
                .toArray(Step[]::new);
    }

    private static CompiledCondition condition(final Rule rule, final Instance instance) {
        return rule.condition().map(condition -> CompiledCondition.of(condition, instance)).orElse(CompiledCondition.ALWAYS);
    }

    private static Verdict verdict(final Rule rule) {
        return switch (rule.action()) {
            case ACCEPT, ALLOW -> new Verdict(Verdict.Kind.ACCEPT, 0, rule);
            case REJECT -> new Verdict(Verdict.Kind.REJECT, 0, rule);
            case DENY -> new Verdict(Verdict.Kind.DENY, Integer.parseInt(rule.argument()), rule);
            case DISABLE_L7_RETRY -> new Verdict(Verdict.Kind.FORBID_RETRY, 0, rule);
            case USE_BACKEND -> throw new IllegalArgumentException("rule at " + rule.position() + " gives no verdict");
        };
    }

    /** Whether there is any {@code tcp-request connection} rule. */
    public boolean hasConnectionRules() {
        return connection.length > 0;
    }

    /** Whether there is any {@code tcp-request content} rule. */
    public boolean hasContentRules() {
        return content.length > 0;
    }

    /** Whether there is any {@code http-request} rule. */
    public boolean hasRequestRules() {
        return request.length > 0;
    }

    /** {@code tcp-request connection}: on accept, before anything is read. */
    public Verdict tcpConnection(final RuleContext context) {
        return decide(connection, context);
    }

    /** {@code tcp-request content}: once there is data, in {@code mode http} once there is a request head. */
    public Verdict tcpContent(final RuleContext context) {
        return decide(content, context);
    }

    /** {@code http-request}: for each request. */
    public Verdict httpRequest(final RuleContext context) {
        return decide(request, context);
    }

    /** {@code use_backend}, else {@code default_backend}, else the section itself if it has servers. */
    public Optional<Backend> useBackend(final RuleContext context) {
        for (final Choice choice : choices) {
            if (choice.condition().applies(context)) {
                return choice.backend();
            }
        }
        return otherwise;
    }

    private static Verdict decide(final Step[] steps, final RuleContext context) {
        for (final Step step : steps) {
            if (step.condition().applies(context)) {
                if (step.verdict().kind() != Verdict.Kind.FORBID_RETRY) {
                    return step.verdict();
                }
                context.forbidRetry();
            }
        }
        return Verdict.CONTINUE;
    }
}
