import java.util.List;

/** The rows of the table, in its order: every event that has been seen to sell a seat twice, and its neighbours. */
final class Events {

    static final List<Event> ALL = List.of(
            new Event("steady load"),

            new Event("a reload every 2 s, `-sf`").every(2000, (run, tick) -> Reloads.reload(run)),
            new Event("the same, servers with 3 slots").slots(3).every(2000, (run, tick) -> Reloads.reload(run)),
            new Event("the same, queries of 1 s").longWork().every(2000, (run, tick) -> Reloads.reload(run)),
            new Event("20 reloads in a row").every(50, (run, tick) -> Reloads.inARow(run, tick, 20)),
            new Event("a reload every 2 s, 2,000 requests waiting").clients(2010).every(2000, (run, tick) -> Reloads.reload(run)),
            new Event("a reload every 2 s, half-sent requests").inPieces().every(2000, (run, tick) -> Reloads.reload(run)),
            new Event("reloads that set `maxconn` to 1 and back to 3, servers with 3 slots").slots(3).otherMaxconn(1)
                    .every(2000, (run, tick) -> Reloads.changed(run)),
            new Event("reloads that rename the backend").renamed(Event.Renamed.BACKEND)
                    .every(2000, (run, tick) -> Reloads.changed(run)),
            new Event("reloads that rename the servers").renamed(Event.Renamed.SERVERS)
                    .every(2000, (run, tick) -> Reloads.changed(run)),

            new Event("reloads that drop `maxconn` and set it back to 3, servers with 64 slots").slots(64).maxconn(3)
                    .otherMaxconn(0).every(2000, (run, tick) -> Reloads.changed(run)),
            new Event("reloads that move a server to another backend and back").twice(Event.Twice.PART)
                    .every(2000, (run, tick) -> Reloads.changed(run)),
            new Event("reloads that give each server the next one's address").renamed(Event.Renamed.ADDRESSES)
                    .every(2000, (run, tick) -> Reloads.changed(run)),

            new Event("clients hang up, `option abortonclose`").defaults("option abortonclose")
                    .cut(0.5, 200, Event.Leaving.EITHER),
            new Event("the same, servers with 3 slots").slots(3).defaults("option abortonclose").clients(150)
                    .cut(0.5, 200, Event.Leaving.EITHER),
            new Event("clients hang up, without `abortonclose`").cut(0.5, 200, Event.Leaving.EITHER),
            new Event("clients hang up (FIN) while they wait").defaults("option abortonclose").cut(0.5, 60, Event.Leaving.FIN),
            new Event("clients reset (RST) while they wait").cut(0.5, 60, Event.Leaving.RST),
            new Event("clients hang up (FIN) during the work").defaults("option abortonclose").clients(12).work(80, 80)
                    .cut(0.5, 80, Event.Leaving.FIN),
            new Event("clients reset (RST) during the work").clients(12).work(80, 80).cut(0.5, 80, Event.Leaving.RST),
            new Event("`mode tcp`, clients hang up (FIN)").tcp().cut(0.5, 200, Event.Leaving.FIN),
            new Event("`mode tcp`, clients reset (RST)").tcp().cut(0.5, 200, Event.Leaving.RST),

            new Event("`timeout server 50ms`, queries of 20 and 80 ms").defaults("timeout server 50ms").work(20, 80),
            new Event("the same, servers with 3 slots").slots(3).clients(150).defaults("timeout server 50ms").work(20, 80),
            new Event("`timeout server 50ms`, queries of 20 and 300 ms, `option httpchk` every 100 ms").checks(Event.Checks.HTTP)
                    .defaults("option httpchk GET /health").defaults("timeout server 50ms").work(20, 300),
            new Event("`mode tcp`, `timeout tunnel 50ms`, queries of 20 and 80 ms").tcp().defaults("timeout tunnel 50ms")
                    .work(20, 80),
            new Event("`timeout connect 50ms`, one server lets nobody connect, `option redispatch`")
                    .defaults("timeout connect 50ms").defaults("option redispatch").deafServer(),
            new Event("`timeout queue 100ms`").defaults("timeout queue 100ms"),

            new Event("a server dies and returns each second, `retries 3`, `option redispatch`")
                    .defaults("retries 3").defaults("option redispatch").every(500, Changes::dieOrReturn),
            new Event("the same, `retry-on all-retryable-errors`").defaults("retry-on all-retryable-errors")
                    .defaults("retries 3").defaults("option redispatch").every(500, Changes::dieOrReturn),
            new Event("a reload every 2 s, a server dies and returns each second, `retries 3`, `option redispatch`")
                    .defaults("retries 3").defaults("option redispatch").every(500, Changes::dieOrReturnAndReload),
            new Event("one query in ten ends in a 503, in junk or in nothing, `retry-on all-retryable-errors`").failEvery(10)
                    .defaults("retry-on all-retryable-errors").defaults("retries 10").defaults("option redispatch"),
            new Event("`timeout server 50ms`, `retry-on response-timeout`").defaults("retry-on response-timeout")
                    .defaults("timeout server 50ms").defaults("option redispatch").work(20, 80),

            new Event("`option httpchk` every 100 ms").defaults("option httpchk GET /health").checks(Event.Checks.HTTP),
            new Event("TCP checks every 100 ms: most open connections").checks(Event.Checks.TCP).countsConnections(),
            new Event("`agent-check` every 100 ms sets weights").checks(Event.Checks.AGENT),

            new Event("weight, state, `maxconn` set 50 times a second, `nbthread 2`").global("nbthread 2")
                    .every(20, (run, tick) -> Changes.change(run, tick, 1)),
            new Event("the same, `nbthread 16`").global("nbthread 16").every(20, (run, tick) -> Changes.change(run, tick, 1)),
            new Event("the same, servers with 3 slots, `maxconn` 1 to 3").slots(3)
                    .every(20, (run, tick) -> Changes.change(run, tick, 3)),
            new Event("`add server` and `del server` of the same address").every(250, Changes::replaceServer),
            new Event("`shutdown sessions server` every 200 ms").every(200, (run, tick) -> Changes.shutdownSessions(run)),

            new Event("the same addresses in two backends").twice(Event.Twice.BACKEND),
            new Event("the same addresses in a backend and a `listen`, by another host name").twice(Event.Twice.LISTEN),
            new Event("the same, `maxconn` 2 and 4, servers with 2 slots").slots(2).secondMaxconn(4).twice(Event.Twice.LISTEN),

            new Event("kept server connections: most open").countsConnections(),
            new Event("kept server connections of two backends: most open").countsConnections().twice(Event.Twice.BACKEND),

            new Event("`kill -9` of the only process, restart, every 3 s").longWorkKnown()
                    .every(3000, (run, tick) -> Endings.killAndRestart(run)),
            new Event("the same without its journal, `cold-start-hold`").longWork().usherAlone()
                    .usherGlobal("cold-start-hold " + Event.LONG_WORK + "ms")
                    .every(3000, (run, tick) -> Endings.killAndForget(run)),
            new Event("reload, `kill -9` of the finishing process, every 3 s").longWorkKnown()
                    .every(3000, (run, tick) -> Endings.reloadAndKill(run)),
            new Event("reload, `kill -9` of the new process as it starts, every 2 s").longWorkKnown()
                    .every(2000, (run, tick) -> Endings.endTheStarting(run, false)),
            new Event("reload, `kill -9` of the new process during the drain, every 3 s").longWorkKnown()
                    .every(3000, (run, tick) -> Endings.reloadAndKillTheNew(run)),
            new Event("reload, `kill -9` of both processes, restart, every 3 s").longWorkKnown()
                    .every(3000, (run, tick) -> Endings.reloadAndKillBoth(run)),
            new Event("reload, SIGSTOP of the new process as it starts, `kill -9` 1.5 s later").longWorkKnown()
                    .every(3000, (run, tick) -> Endings.endTheStarting(run, true)),
            new Event("reload, SIGSTOP of the old process during the drain, `kill -9` 1.5 s later").longWorkKnown()
                    .every(3000, (run, tick) -> Endings.reloadAndStop(run)),
            new Event("no file descriptor is left for a second, every 2 s").every(1000, Shortages::descriptors),
            new Event("sockets and journals are removed, a reload is tried every 2 s")
                    .every(2000, (run, tick) -> Shortages.folders(run)),
            new Event("reload, SIGTERM during the drain, every 3 s").longWorkKnown()
                    .every(3000, (run, tick) -> Endings.reloadAndTerminate(run)),
            new Event("reload, SIGTERM of the new process during the drain, restart, every 3 s").longWorkKnown()
                    .every(3000, (run, tick) -> Endings.reloadAndEndTheNew(run)),
            new Event("reload with `-st`, every 3 s").longWorkKnown().every(3000, (run, tick) -> Reloads.terminating(run)),
            new Event("reload, `hard-stop-after 300ms`, every 3 s").global("hard-stop-after 300ms").longWorkKnown()
                    .every(3000, (run, tick) -> Reloads.reload(run)),
            new Event("reload, SIGUSR1 again during the drain, every 3 s").longWork()
                    .every(3000, (run, tick) -> Endings.reloadAndAskAgain(run)),
            new Event("two reloads at the same time, every 3 s").longWork().every(3000, (run, tick) -> Reloads.twoAtOnce(run)),

            new Event("the wall clock jumps an hour forth or back every second, checks and `timeout server`").wallClock()
                    .defaults("timeout server 10s").checks(Event.Checks.HTTP).defaults("option httpchk GET /health")
                    .every(1000, (run, tick) -> run.clock.jump(tick)),
            new Event("somebody else asks the servers too, 10 times a second: cannot be prevented, is named").outsiders()
                    .every(100, (run, tick) -> Shortages.outsider(run)));

    private Events() {
    }
}
