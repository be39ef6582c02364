package io.usher.agent.launch;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.access.Tokens;
import io.usher.agent.control.ApiServer;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.control.Services;
import io.usher.agent.control.StopService;
import io.usher.agent.desired.DesiredServers;
import io.usher.agent.edit.EditTools;
import io.usher.agent.edit.Edits;
import io.usher.agent.event.EventLog;
import io.usher.agent.event.EventType;
import io.usher.agent.generation.Adoption;
import io.usher.agent.generation.Arrivals;
import io.usher.agent.generation.Boot;
import io.usher.agent.generation.ConfigurationCheck;
import io.usher.agent.generation.DrainWatch;
import io.usher.agent.generation.GenerationRecords;
import io.usher.agent.generation.Generations;
import io.usher.agent.generation.GoingBack;
import io.usher.agent.generation.ProxyKind;
import io.usher.agent.generation.ProxyKinds;
import io.usher.agent.generation.ProxyProgram;
import io.usher.agent.generation.RunFolder;
import io.usher.agent.generation.ProcessLauncher;
import io.usher.agent.generation.SetsidLauncher;
import io.usher.agent.generation.StartFailedException;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.generation.UnitLauncher;
import io.usher.agent.generation.ThreadConductor;
import io.usher.agent.metrics.ProxyMetrics;
import io.usher.agent.proxy.PeerCheck;
import io.usher.agent.reload.ConfigurationDifference;
import io.usher.agent.reload.FileWatch;
import io.usher.agent.reload.ReloadRequest;
import io.usher.agent.reload.ReloadTools;
import io.usher.agent.reload.Reloads;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.schedule.Schedules;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Backup;
import io.usher.agent.store.Database;
import io.usher.agent.store.Retention;
import io.usher.agent.store.SchemaTooNewException;
import io.usher.agent.store.StoreUnavailable;
import io.usher.agent.store.TimeOrderedIds;
import io.usher.agent.watch.Watch;
import io.usher.agent.window.MaintenanceWindows;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole agent, assembled. {@link #start} returns when it has adopted or started what there is to serve; {@link #close}
 * ends the agent and no proxy.
 */
public final class Agent implements AutoCloseable {
    /** As people see it. */
    public static final String VERSION = "0.1.0";
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long LOOK_SECONDS = 1;
    private static final long WINDOW_SECONDS = 5;
    private static final long TIDY_SECONDS = 30;
    private static final long RECONNECT_SECONDS = 10;
    private static final long RETENTION_SECONDS = 600;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final AgentSettings settings;
    /** In milliseconds, which the database keeps whole: what is read back is what was said. */
    private final InstantSource clock = () -> Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final ThreadConductor conductor = new ThreadConductor();
    private final ConfigurationVerdict verdict = new ConfigurationVerdict();
    private final Observer observer = new Observer();
    /** Where whoever changes something worth watching publishes it. */
    private EventLog events;
    private Supervisor supervisor;
    private Boot boot;
    private Reloads reloads;
    private Schedules schedules;
    private MaintenanceWindows windows;
    private AgentStop stop;
    private Services services;
    private ApiServer api;

    private Agent(final AgentSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts an agent.
     *
     * @param uid         the account it runs as
     * @param environment for itself and its proxies
     * @param opener      opens the front door
     * @throws LaunchException saying why it cannot
     */
    public static Agent start(final AgentSettings settings, final long uid, final Map<String, String> environment,
                              final ApiServer.Opener opener) throws LaunchException {
        final Agent agent = new Agent(settings);
        try {
            agent.open(uid, environment, opener);
            return agent;
        } catch (final LaunchException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private void open(final long uid, final Map<String, String> environment, final ApiServer.Opener opener)
            throws LaunchException {
        opened.push(DirectoryLock.take("run directory", settings.runDirectory(), uid, "rwx------"));
        if (!settings.dataDirectory().equals(settings.runDirectory())) {
            opened.push(DirectoryLock.take("data directory", settings.dataDirectory(), uid, DirectoryLock.dataMode(uid)));
        }
        opened.push(conductor);
        opened.push(observer);
        final Database database = database();
        opened.push(database);
        events = new EventLog(database, settings.retention(), clock);
        opened.push(events);
        try {
            assemble(database, uid, environment);
            openApi(opener, database);
            bootAndGoOn(database);
        } catch (final IOException | SchedulerException e) {
            throw new LaunchException(ExitCode.CONFIGURATION, e.getMessage(), e);
        }
    }

    private Database database() throws LaunchException {
        try {
            final Database database = Database.connect(settings.database());
            if (!database.health().ok()) {
                LOG.error("{}; supervision and gate go on without it, schedules do not fire", database.health().detail());
            }
            return database;
        } catch (final SchemaTooNewException e) {
            throw new LaunchException(ExitCode.CONFIGURATION, e.getMessage(), e);
        }
    }

    private ProcessLauncher launcher(final Path workingDirectory, final Map<String, String> environment) throws LaunchException {
        final ProcessLauncher processes = new SetsidLauncher(workingDirectory, environment);
        if (settings.proxyUnit().isEmpty()) {
            return processes;
        }
        try {
            return new UnitLauncher(settings.proxyUnit().get(), settings.runDirectory(), processes);
        } catch (final IllegalArgumentException e) {
            throw new LaunchException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private void assemble(final Database database, final long uid, final Map<String, String> environment)
            throws IOException, SchedulerException, LaunchException {
        final Path workingDirectory = Path.of("").toAbsolutePath();
        final ConfigurationFiles files = new ConfigurationFiles(settings.files(), workingDirectory, environment);
        final Snapshots snapshots = new Snapshots(settings.dataDirectory().resolve("configurations"));
        final RunFolder folder = new RunFolder(settings.runDirectory(), settings.dataDirectory());
        final GenerationRecords records = new GenerationRecords(database);
        final AuditLog audit = new AuditLog(database, clock);
        final TimeOrderedIds ids = new TimeOrderedIds(clock, new SecureRandom());
        final ProcessLauncher launcher = launcher(workingDirectory, environment);
        final ProxyKinds kinds = new ProxyKinds(folder, launcher, new PeerCheck(uid));
        final ProxyKind kind = settings.proxyShips() ? kinds.shipped() : kinds.of(settings.proxyCommand());
        kind.limits().forEach(limit -> LOG.warn("{}: {}", kind.name(), limit));
        final ProxyProgram program =
                new ProxyProgram(settings.proxyCommand(), kind, folder, launcher, clock, settings.startLimit());
        supervisor = new Supervisor(program, folder, records, conductor, clock);
        final Adoption adoption = new Adoption(program, folder, records, snapshots, clock);
        final Arrivals arrivals = new Arrivals(supervisor, adoption, folder, conductor, clock, settings.startLimit());
        boot = new Boot(supervisor, adoption, arrivals, program, records, snapshots, files, settings.strictBoot());
        final Generations generations = new Generations(supervisor, records, clock);
        stop = new AgentStop(supervisor, conductor, audit, () -> stopped.complete(null));
        final DesiredServers servers = new DesiredServers(database, snapshots, environment, audit, events, clock,
                supervisor::trouble);
        windows = new MaintenanceWindows(database, audit, events, ids, clock);
        reloads = new Reloads(new ReloadTools(supervisor, generations, program, snapshots, database, conductor, clock, events),
                files, ids, windows, stop::stopping, verdict::right);
        windows.listen(reloads::permissionChanged);
        schedules = new Schedules(database, reloads, servers, audit, events, ids, clock);
        opened.push(schedules);
        supervisor.listen(servers);
        supervisor.listen(reloads);
        supervisor.listen(new DrainWatch(supervisor));
        final Watch watch = new Watch(supervisor, servers, database, events, observer::soon);
        supervisor.listen(watch);
        final ProxyMetrics metrics = new ProxyMetrics(supervisor, settings.dataDirectory().resolve("counters"));
        opened.push(metrics);
        final ConfigurationDifference difference =
                new ConfigurationDifference(files, supervisor, clock, ZoneId.systemDefault());
        final AgentStatus status = new AgentStatus(clock, database, supervisor, generations, servers, reloads, schedules, files,
                difference, verdict, metrics);
        final EditTools tools = new EditTools(files, snapshots,
                new ConfigurationCheck(settings.proxyCommand(), kind, folder, launcher), supervisor, servers, reloads,
                conductor, database, events, clock, environment, verdict::right);
        services = new Services(reloads, generations, servers, schedules, status, stop,
                new AgentReadiness(database, generations, supervisor, verdict),
                new Tokens(database, audit, ids, clock), audit, new Backup(database), events, windows,
                servers.frontends(), new Edits(tools),
                new GoingBack(supervisor, generations, records, conductor, reloads::resumed));
        observer.every(RETENTION_SECONDS, new Retention(database, settings.retention(), clock)::run);
        observer.every(LOOK_SECONDS, () -> {
            if (watch.due()) {
                watch.look();
                metrics.look();
                servers.adoptChanges(watch::servers);
            }
        }, schedules::look);
        observer.every(WINDOW_SECONDS, windows::look);
        observer.every(TIDY_SECONDS, () -> supervisor.tidy(snapshots));
        if (settings.watch()) {
            observer.every(LOOK_SECONDS, new FileWatch(difference, reloads)::look);
        }
    }

    private void openApi(final ApiServer.Opener opener, final Database database) throws IOException, LaunchException {
        final WideListening wide = new WideListening(settings.access(), services.tokens());
        for (final ListenAddress address : settings.listen()) {
            wide.check(address, database.health().ok());
        }
        api = opener.open(services, settings.listen(), settings.access());
        opened.push(api);
        LOG.info("usher-agent {} listens on {}", VERSION, api.listensOn());
    }

    private void bootAndGoOn(final Database database) throws LaunchException {
        final CompletableFuture<Void> booted = new CompletableFuture<>();
        conductor.execute(() -> {
            try {
                boot.run(verdict::wrong);
                resumeReloads(database);
                booted.complete(null);
            } catch (final StartFailedException | IOException | RuntimeException | Error e) {
                booted.completeExceptionally(e);
            }
        });
        try {
            booted.get();
        } catch (final ExecutionException e) {
            throw new LaunchException(ExitCode.CONFIGURATION, String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException(ExitCode.CONFIGURATION, "interrupted while starting", e);
        }
        schedules.startIfPossible();
        events.publish(EventType.AGENT_STARTED, "agent", "usher-agent " + VERSION + " listens on " + api.listensOn(),
                Map.of("version", VERSION));
        observer.every(RECONNECT_SECONDS, () -> {
            database.reconnect();
            schedules.startIfPossible();
        });
    }

    /** Conductor only. */
    private void resumeReloads(final Database database) {
        try {
            windows.look();
            reloads.resume();
        } catch (final StoreUnavailable e) {
            LOG.warn("reloads that an earlier agent left open are not known: {}", e.getMessage());
            database.whenOpen(() -> conductor.execute(reloads::resume));
        }
    }

    /** What it offers, also to programs around it. */
    public Services services() {
        return services;
    }

    /** Where it really listens. */
    public String listensOn() {
        return api.listensOn();
    }

    StopService stopService() {
        return stop;
    }

    /** SIGHUP: a reload when drained. */
    void reloadWhenDrained(final Requester by) {
        try {
            LOG.info("reload {} asked for by {}",
                    reloads.request(new ReloadRequest(ReloadRequest.DRAINED, false, ""), by).reload().id(), by);
        } catch (final Refusal e) {
            LOG.warn("the reload asked for by {} was not taken on: {}", by, e.getMessage());
        }
    }

    /** Completes once a stop of proxies and agent is through. */
    CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** For the last log line: what goes on without the agent. */
    String whatGoesOn() {
        return supervisor == null || supervisor.living().isEmpty() ? "no proxy runs"
                : "traffic goes on, served by " + supervisor.living().stream().map(Object::toString)
                        .reduce((a, b) -> a + ", " + b).orElse("");
    }

    @Override
    public void close() {
        if (api != null) {
            events.publish(EventType.AGENT_STOPPING, "agent", "usher-agent ends; " + whatGoesOn(), Map.of());
        }
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (final Exception e) {
                LOG.warn("a part did not close cleanly: {}", e.toString());
            }
        }
    }
}
