package io.usher.agent.edit;

import io.usher.agent.configuration.Digests;
import io.usher.agent.configuration.Draft;
import io.usher.agent.configuration.EditableFile;
import io.usher.agent.configuration.Plan;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.configuration.UnreadableConfigurationException;
import io.usher.agent.configuration.Validation;
import io.usher.agent.event.EventType;
import io.usher.agent.generation.Generation;
import io.usher.agent.reload.Reload;
import io.usher.agent.reload.ReloadRequest;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.request.Unconditional;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes the configuration files: judged as a whole first, by the proxy itself, then by the plan and the gate; only then
 * written and applied. One change at a time, in the order of asking.
 */
public final class Edits implements ConfigurationService {
    private final EditTools tools;
    private final Judge judge;
    private final LiveApply live;
    private final Versions versions;
    private final ReentrantLock writing = new ReentrantLock(true);

    public Edits(final EditTools tools) {
        this.tools = tools;
        this.judge = new Judge(tools);
        this.live = new LiveApply(tools.supervisor(), tools.servers(), tools.conductor());
        this.versions = new Versions(new VersionTable(tools.database()), tools.clock());
    }

    @Override
    public List<FileView> files() {
        return FileSet.read(tools.files()).views();
    }

    @Override
    public FileText file(final String name) {
        final FileSet files = FileSet.read(tools.files());
        final String found = files.find(name).name();
        return new FileText(files.view(found, files.contents().get(found)), files.contents().get(found));
    }

    @Override
    public Validation validate(final Optional<NewText> instead) {
        final FileSet files = FileSet.read(tools.files());
        try (Draft draft = judge.draft(instead(files, instead))) {
            return judge.validate(draft, files);
        }
    }

    private static Map<Path, byte[]> instead(final FileSet files, final Optional<NewText> text) {
        return text.map(one -> Map.of(files.find(one.name()).path(), one.content())).orElse(Map.of());
    }

    @Override
    public Plan plan(final Optional<NewText> instead) {
        final FileSet files = FileSet.read(tools.files());
        try (Draft draft = judge.draft(instead(files, instead))) {
            accepted(judge.validate(draft, files));
            return judge.plan(draft, files, tools.supervisor().active());
        }
    }

    private static Validation accepted(final Validation validation) {
        if (!validation.valid()) {
            throw new ConfigurationRefused(validation);
        }
        return validation;
    }

    @Override
    public EditResult put(final NewText text, final Optional<String> ifMatch, final EditRequest request, final Requester by) {
        writing.lock();
        try {
            final FileSet files = FileSet.read(tools.files());
            final EditableFile file = files.find(text.name());
            final String etag = files.etag(file.name());
            IfMatch.check(ifMatch.orElseThrow(() -> new Unconditional("If-Match: missing (expected: the ETag of " + file.name()
                    + " as it was read, so that nobody's change is lost)", etag)), etag, "configuration file " + file.name());
            return change(files, Map.of(file.name(), text.content()), request, Optional.empty(), by);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public EditResult restore(final long number, final Optional<String> ifMatch, final EditRequest request, final Requester by) {
        writing.lock();
        try {
            final FileSet files = FileSet.read(tools.files());
            final Map<String, byte[]> contents = versions.contents(number);
            final List<String> strangers = contents.keySet().stream().filter(name -> !files.has(name)).toList();
            if (!strangers.isEmpty()) {
                throw new Conflict("version " + number + " has files that the configuration no longer has: " + String.join(", ",
                        strangers));
            }
            final String latest = FileView.etag(versions.latest().map(String::valueOf).orElse(""));
            ifMatch.ifPresent(header -> IfMatch.check(header, latest, "the latest version"));
            return change(files, contents, request, Optional.of(number), by);
        } finally {
            writing.unlock();
        }
    }

    private EditResult change(final FileSet files, final Map<String, byte[]> wanted, final EditRequest request,
                              final Optional<Long> restores, final Requester by) {
        final Map<Path, byte[]> instead = new LinkedHashMap<>();
        wanted.forEach((name, content) -> instead.put(files.find(name).path(), content));
        try (Draft draft = judge.draft(instead)) {
            final Validation validation = accepted(judge.validate(draft, files));
            final Optional<Generation> active = tools.supervisor().active();
            final Plan plan = judge.plan(draft, files, active);
            final Apply how = decide(request.apply(), plan);
            final Change change = new Change(files, wanted, instead, plan, active, request, restores, by);
            final Done done = request.dryRun() ? dryRun(change, how) : write(change, how);
            return new EditResult(wanted.keySet().stream().map(name -> files.view(name, wanted.get(name))).toList(), done.version,
                    done.applied, plan, done.reload, validation.findings());
        }
    }

    /** All that one change is about. */
    private record Change(FileSet files, Map<String, byte[]> wanted, Map<Path, byte[]> instead, Plan plan,
            Optional<Generation> active,
                          EditRequest request, Optional<Long> restores, Requester by) {

        ReloadRequest reload() {
            return new ReloadRequest(ReloadRequest.NOW, false, request.comment());
        }
    }

    private record Done(Apply applied, Optional<Reload> reload, Optional<Long> version) {
    }

    private static Apply decide(final Apply asked, final Plan plan) {
        final boolean reload = plan.outcome() == Plan.Outcome.RELOAD;
        if (asked == Apply.LIVE && reload) {
            throw new ReloadNeeded(plan);
        }
        return asked == Apply.AUTO ? reload ? Apply.RELOAD : Apply.LIVE : asked;
    }

    private Done dryRun(final Change change, final Apply how) {
        if (how == Apply.RELOAD) {
            tools.reloads().judgeGate(change.reload(), change.by());
        }
        return new Done(how, Optional.empty(), Optional.empty());
    }

    private Done write(final Change change, final Apply how) {
        versions.noteFound(change.files().contents()); // without the database nothing is written: no version could be kept
        final Map<Path, byte[]> different = new LinkedHashMap<>(change.instead());
        different.entrySet().removeIf(one -> Arrays.equals(one.getValue(), change.files().contents().get(change.files()
                .name(one.getKey()))));
        final Done done;
        try (StagedSet staged = StagedSet.write(different)) {
            done = apply(change, how, staged);
        }
        tools.right().run();
        final Map<String, byte[]> contents = new LinkedHashMap<>(change.files().contents());
        contents.putAll(change.wanted());
        final Optional<Long> version = versions.add(contents, change.by(), change.request().comment(), change.restores(),
                done.applied,
                done.reload.map(Reload::id));
        change.wanted().keySet().forEach(name -> tools.events().publish(EventType.CONFIGURATION_CHANGED, name, name + " was "
                + (change.restores().isPresent() ? "restored from version " + change.restores().get() : "written") + " by "
                + change.by(),
                Map.of("by", change.by().name(), "version", version, "etag", FileView.etag(
                        Digests.hex(change.wanted().get(name))), "applied", done.applied.json())));
        return new Done(done.applied, done.reload, version);
    }

    private Done apply(final Change change, final Apply how, final StagedSet staged) {
        return switch (how) {
            case NONE -> {
                commit(staged);
                yield new Done(Apply.NONE, Optional.empty(), Optional.empty());
            }
            case LIVE -> live(change, staged);
            default -> reload(change, staged);
        };
    }

    private Done live(final Change change, final StagedSet staged) {
        final Generation on = change.active().orElseThrow();
        try {
            live.apply(change.plan(), on, on.snapshot().orElseThrow(), snapshot(change), change.by(), staged::commit);
            return new Done(Apply.LIVE, Optional.empty(), Optional.empty());
        } catch (final Conflict e) {
            if (change.request().apply() != Apply.AUTO) {
                throw e;
            }
            return reload(change, staged); // somebody was faster, or the proxy will not take it live
        }
    }

    private Snapshot snapshot(final Change change) {
        try {
            return tools.snapshots().take(tools.files(), change.instead());
        } catch (final UnreadableConfigurationException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    private Done reload(final Change change, final StagedSet staged) {
        final Reload reload = tools.reloads().request(change.reload(), change.by(), () -> commit(staged)).reload();
        return new Done(Apply.RELOAD, Optional.of(reload), Optional.empty());
    }

    private static void commit(final StagedSet staged) {
        try {
            staged.commit();
        } catch (final IOException e) {
            throw new Unavailable("the files cannot be put in place: " + e, e);
        }
    }

    @Override
    public List<VersionView> versions(final int limit, final Optional<Long> before) {
        return versions.page(limit, before);
    }

    @Override
    public VersionText version(final long number) {
        return versions.get(number);
    }

    @Override
    public String diff(final long number) {
        return versions.diff(number);
    }
}
