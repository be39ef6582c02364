package io.usher.agent.rest;

import io.usher.agent.configuration.Digests;
import io.usher.agent.configuration.Finding;
import io.usher.agent.configuration.LiveChange;
import io.usher.agent.configuration.OverrideEnded;
import io.usher.agent.configuration.Plan;
import io.usher.agent.configuration.ReloadReason;
import io.usher.agent.configuration.Validation;
import io.usher.agent.edit.Apply;
import io.usher.agent.edit.ConfigurationRefused;
import io.usher.agent.edit.ConfigurationService;
import io.usher.agent.edit.EditRequest;
import io.usher.agent.edit.EditResult;
import io.usher.agent.edit.FileText;
import io.usher.agent.edit.FileView;
import io.usher.agent.edit.NewText;
import io.usher.agent.edit.ReloadNeeded;
import io.usher.agent.edit.VersionText;
import io.usher.agent.edit.VersionView;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Stale;
import io.usher.agent.request.Unconditional;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One configuration file in memory: what holds {@code bad} is refused, and what holds {@code bind} needs a reload. */
final class ConfigurationDouble implements ConfigurationService {

    static final String NAME = "one-slot.cfg";
    static final String SECRET = "password hunter2";
    byte[] content = (SECRET + "\n").getBytes(StandardCharsets.UTF_8);

    private FileView view() {
        return new FileView(NAME, "/etc/usher/" + NAME, etag(), content.length, ServicesDouble.NOW);
    }

    String etag() {
        return '"' + Digests.hex(content) + '"';
    }

    @Override
    public List<FileView> files() {
        return List.of(view());
    }

    @Override
    public FileText file(final String name) {
        if (!name.equals(NAME)) {
            throw new NotFound("there is no configuration file '" + name + "'");
        }
        return new FileText(view(), content);
    }

    @Override
    public Validation validate(final Optional<NewText> instead) {
        final boolean bad = text(instead).contains("bad");
        final Finding finding = new Finding(Finding.Severity.ALERT, Optional.of(NAME), Optional.of(3), Optional.of(5),
                Optional.of("bad"), Optional.of("bind"), "unknown keyword 'bad'");
        return new Validation(!bad, bad ? List.of(finding) : List.of());
    }

    private String text(final Optional<NewText> instead) {
        return new String(instead.map(NewText::content).orElse(content), StandardCharsets.UTF_8);
    }

    @Override
    public Plan plan(final Optional<NewText> instead) {
        final Validation validation = validate(instead);
        if (!validation.valid()) {
            throw new ConfigurationRefused(validation);
        }
        if (text(instead).contains("bind")) {
            return new Plan(List.of(), List.of(new ReloadReason("frontend f", "bind :80", NAME, 2, "the statement is new")));
        }
        final LiveChange weight = new LiveChange(LiveChange.Kind.WEIGHT, "b", Optional.of("s"), Optional.of("1"),
                Optional.of("5"), List.of());
        return new Plan(List.of(weight), List.of(), List.of(
                new OverrideEnded("b", Optional.of("s"), "weight", "9", "1", "5"),
                new OverrideEnded("f", Optional.empty(), "maxconn", "9", "50", "60")));
    }

    @Override
    public EditResult put(final NewText text, final Optional<String> ifMatch, final EditRequest request, final Requester by) {
        file(text.name());
        if (ifMatch.isEmpty()) {
            throw new Unconditional("If-Match: missing", etag());
        }
        if (!ifMatch.get().equals(etag())) {
            throw new Stale("it was changed meanwhile", etag());
        }
        final Plan plan = plan(Optional.of(text));
        if (request.apply() == Apply.LIVE && !plan.reload().isEmpty()) {
            throw new ReloadNeeded(plan);
        }
        if (!request.dryRun()) {
            content = text.content();
        }
        return new EditResult(List.of(view()), request.dryRun() ? Optional.empty() : Optional.of(2L), request.apply(), plan,
                Optional.empty(), List.of());
    }

    @Override
    public List<VersionView> versions(final int limit, final Optional<Long> before) {
        return List.of(version());
    }

    private VersionView version() {
        return new VersionView(1, ServicesDouble.NOW, "token ci", "more weight", Optional.empty(), "live", Optional.empty(),
                List.of(NAME), List.of(new VersionView.VersionFile(NAME, etag())));
    }

    @Override
    public VersionText version(final long number) {
        if (number != 1) {
            throw new NotFound("there is no version " + number + " of the configuration");
        }
        return new VersionText(version(), List.of(new VersionText.NamedText(NAME, new String(content, StandardCharsets.UTF_8))));
    }

    @Override
    public String diff(final long number) {
        version(number);
        return "--- a\n+++ b\n";
    }

    @Override
    public EditResult restore(final long number, final Optional<String> ifMatch, final EditRequest request, final Requester by) {
        version(number);
        return new EditResult(List.of(view()), Optional.of(3L), request.apply(), plan(Optional.empty()), Optional.empty(),
                List.of());
    }
}
