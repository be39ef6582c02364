package io.usher.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.rest.RestServer;
import io.usher.agent.rest.ServicesDouble;
import io.usher.agent.schedule.ActionJson;
import io.usher.agent.schedule.Schedule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher schedule} and {@code usher window}, against a real server. */
class ScheduleCommandTest {

    private final ServicesDouble services = new ServicesDouble();
    private final StringWriter out = new StringWriter();
    @TempDir
    private Path folder;
    private RestServer server;

    @BeforeEach
    void open() throws Exception {
        server = RestServer.open(services.services(), new ListenAddress.Unix(folder.resolve("api.sock")));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(final String... words) {
        final List<String> all = new ArrayList<>(List.of("--server", "unix:" + folder.resolve("api.sock")));
        all.addAll(List.of(words));
        out.getBuffer().setLength(0);
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out, true))
                .execute(all.toArray(String[]::new));
    }

    private Schedule made() {
        return services.services().schedules().get("01S");
    }

    private void adds(final String action, final String... words) throws Exception {
        final List<String> all = new ArrayList<>(List.of("schedule", "add", "0 22 * * *"));
        all.addAll(List.of(words));
        assertEquals(0, run(all.toArray(String[]::new)), out::toString);
        assertEquals(new ObjectMapper().readTree(action), ActionJson.tree(made().action()));
    }

    @Test
    void writesActionsInAFewWords() throws Exception {
        adds("{\"type\":\"reload\",\"when\":\"drained\"}");
        adds("{\"type\":\"reload\",\"when\":\"now\",\"reason\":\"nightly\"}", "--when", "now", "--reason", "nightly", "reload");
        adds("{\"type\":\"reload\",\"when\":\"drained\",\"deadline\":\"2h\"}", "--deadline", "2h");
        adds("{\"type\":\"servers\",\"backend\":\"b\",\"servers\":[{\"name\":\"s1\",\"state\":\"drain\"},{\"name\":\"s2\","
                + "\"state\":\"drain\"}]}",
                "drain", "b/s1", "b/s2");
        adds("{\"type\":\"servers\",\"backend\":\"b\",\"servers\":[{\"name\":\"s1\",\"weight\":10,\"maxconn\":null}]}",
                "set", "b/s1", "weight=10", "maxconn=null");
        adds("{\"type\":\"ramp\",\"backend\":\"b\",\"servers\":[\"s1\"],\"from\":0,\"to\":100,\"steps\":10,\"interval\":\"30s\"}",
                "ramp", "b/s1", "--from", "0", "--to", "100", "--steps", "10", "--interval", "30s");
    }

    @Test
    void passesOnAllElseThatAScheduleHas() {
        assertEquals(0, run("schedule", "add", "@daily", "enable", "b/s", "--name", "morning", "--zone", "Europe/Berlin",
                "--misfire", "skip", "--node", "lb1"), out::toString);
        assertEquals("morning Europe/Berlin skip lb1",
                made().name() + " " + made().timeZone() + " " + made().misfire().word() + " " + made().node().orElse(""));
        assertTrue(out.toString().startsWith("01S (morning)  active  @daily  Europe/Berlin  servers b/s state=ready"),
                out::toString);
    }

    @Test
    void saysWhatIsWrongWithTheWords() {
        final int usage = ExitCode.USAGE.code();
        assertEquals(usage, run("schedule", "add"));
        assertEquals(usage, run("schedule", "add", "0", "22", "*", "*", "*"));
        assertTrue(out.toString().contains("one word, in quotes"), out::toString);
        assertEquals(usage, run("schedule", "add", "@daily", "drain"));
        assertEquals(usage, run("schedule", "add", "@daily", "drain", "b/s", "c/s"));
        assertEquals(usage, run("schedule", "add", "@daily", "drain", "s"));
        assertEquals(usage, run("schedule", "add", "@daily", "set", "b/s"));
        assertEquals(usage, run("schedule", "add", "@daily", "ramp", "b/s", "--from", "1"));
        assertEquals(usage, run("schedule", "add", "@daily", "reload", "b/s"));
        assertEquals(usage, run("schedule", "add", "@daily", "--misfire", "later"));
    }

    @Test
    void pausesResumesRunsShowsAndDeletes() {
        assertEquals(0, run("schedule", "add", "@daily"));
        assertEquals(0, run("schedule", "pause", "01S"));
        assertTrue(out.toString().contains("paused"), out::toString);
        assertEquals(1, run("schedule", "pause", "01S"));
        assertEquals(0, run("schedule", "resume", "01S"));
        assertEquals(0, run("schedule", "run", "01S"));
        assertTrue(out.toString().contains("firing 01F running: reload 01B"), out::toString);
        assertEquals(0, run("schedule", "show", "01S"));
        assertTrue(out.toString().contains("reload 01B"), out::toString);
        assertEquals(0, run("schedule", "list", "--finished"));
        assertEquals(0, run("schedule", "delete", "01S"));
        assertEquals(ExitCode.NOT_FOUND.code(), run("schedule", "show", "01S"));
    }

    @Test
    void addsListsAndDeletesWindows() {
        assertEquals(0, run("window", "add", "0 2 * * *", "3h", "--name", "nights"), out::toString);
        assertTrue(out.toString().startsWith("01W (nights)  0 2 * * * for 3h  UTC  opens "), out::toString);
        assertEquals(0, run("window", "list"));
        assertTrue(out.toString().contains("nights"), out::toString);
        assertEquals(0, run("window", "delete", "01W"));
        assertEquals(ExitCode.NOT_FOUND.code(), run("window", "delete", "01W"));
    }
}
