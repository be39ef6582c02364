package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Configuration files by the API: what the proxy refuses, what runs on, what needs a new generation, and the way back. */
class ConfigurationIT {

    private static final String FILE = "/v1/configuration/files/one-slot.cfg";
    private static final String SERVERS = "/v1/backends/custombe/servers/";
    private static final String THIRD = "    server  custom-server-3 ";

    @Test
    void judgesBeforeItWritesAndAppliesLiveWhatCanBe() throws Exception {
        try (Stage stage = new Stage(3, 0)) {
            final String whole = Files.readString(stage.configuration);
            final String third = whole.lines().filter(line -> line.startsWith(THIRD)).findFirst().orElseThrow();
            stage.edit(third + "\n", "");
            Files.setPosixFilePermissions(stage.configuration, PosixFilePermissions.fromString("rw-r-----"));
            stage.startAgent();
            refusesWhatIsUnconditionalWrongOrStale(stage);
            appliesLive(stage, third);
            takesTheServerOutAgain(stage, third);
            aValueThatTheFileTakesOverIsNoOverrideAnyMore(stage);
            reloadsByItselfOnlyWhereItMust(stage);
            assertEquals(0, stage.refused());
        }
    }

    private static HttpResponse<String> put(final Stage stage, final String how, final String etag, final String text)
            throws Exception {
        return stage.text("PUT", FILE + "?apply=" + how, text, "If-Match", etag);
    }

    private static String etag(final Stage stage) throws Exception {
        return stage.get(FILE).headers().firstValue("ETag").orElseThrow();
    }

    private static void refusesWhatIsUnconditionalWrongOrStale(final Stage stage) throws Exception {
        final String text = stage.get(FILE).body();
        final String etag = etag(stage);
        assertEquals(Files.readString(stage.configuration), text);
        final HttpResponse<String> unconditional = stage.text("PUT", FILE, text);
        assertEquals(428, unconditional.statusCode(), unconditional.body());
        assertEquals(etag, unconditional.headers().firstValue("ETag").orElseThrow());

        final HttpResponse<String> bad = put(stage, "auto", etag, text.replace("backlog 2000", "bakclog 2000").replace(" fall 1",
                " fal 1"));
        assertEquals(422, bad.statusCode(), bad.body());
        final JsonNode findings = Stage.JSON.readTree(bad.body()).path("findings");
        assertEquals(3, findings.size(), bad.body());
        final int line = text.lines().toList().indexOf("    backlog 2000") + 1;
        assertEquals("one-slot.cfg " + line + " 5 bakclog backlog", findings.path(0).path("file").asText() + " "
                + findings.path(0).path("line").asInt() + " " + findings.path(0).path("column").asInt() + " "
                + findings.path(0).path("word").asText() + " " + findings.path(0).path("expected").asText(), bad.body());
        assertEquals("fal", findings.path(2).path("word").asText(), bad.body());
        final HttpResponse<String> judged = stage.text("POST", "/v1/configuration/validate", text.replace("backlog 2000",
                "bakclog 2000"));
        assertFalse(Stage.JSON.readTree(judged.body()).path("valid").asBoolean(true), judged.body());
        assertEquals(etag, etag(stage));

        stage.edit("backlog 2000", "backlog 2001");
        final HttpResponse<String> stale = put(stage, "none", etag, text);
        assertEquals(412, stale.statusCode(), stale.body());
        assertEquals(etag(stage), stale.headers().firstValue("ETag").orElseThrow());
        stage.edit("backlog 2001", "backlog 2000");
        assertEquals(etag, etag(stage));
    }

    private static void appliesLive(final Stage stage, final String third) throws Exception {
        final String text = Files.readString(stage.configuration);
        final String changed = (text + third + "\n").replaceFirst("weight 1 maxconn 1", "weight 7 maxconn 2");
        final JsonNode plan = Stage.JSON.readTree(stage.text("POST", "/v1/configuration/plan", changed).body());
        assertEquals("live", plan.path("outcome").asText(), plan::toString);
        assertEquals(3, plan.path("live").size(), plan::toString);
        final HttpResponse<String> dry = stage.text("PUT", FILE + "?apply=live&dry-run=true", changed, "If-Match", etag(stage));
        assertEquals(200, dry.statusCode(), dry.body());
        assertEquals(text, Files.readString(stage.configuration));

        final HttpResponse<String> answer = put(stage, "live", etag(stage), changed);
        assertEquals(200, answer.statusCode(), () -> answer.body() + stage.outputs());
        assertEquals("live", Stage.JSON.readTree(answer.body()).path("applied").asText(), answer.body());
        assertEquals(changed, Files.readString(stage.configuration));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(stage.configuration)));
        assertEquals(1, stage.active().path("number").asInt());
        value(stage, "custom-server-1", "weight", "7");
        value(stage, "custom-server-1", "maxconn", "2");
        value(stage, "custom-server-3", "weight", "1");
        value(stage, "custom-server-3", "state", "ready");
        assertEquals("", stage.json("/v1/status").path("configuration").path("message").asText());
        Await.until("the new server works", 30, () -> stage.request("/").statusCode() == 200 && stage.servers.get(2).served() > 0,
                stage::outputs);
        assertTrue(stage.get("/v1/configuration/versions/2/diff").body().contains("\n+" + third));
    }

    private static void value(final Stage stage, final String server, final String field, final String expected)
            throws Exception {
        final JsonNode found = stage.json(SERVERS + server).path(field);
        assertEquals(expected, found.path("value").asText(), found::toString);
        assertEquals(expected, found.path("configured").asText(), found::toString);
        assertTrue(found.path("override").isNull(), found::toString);
    }

    private static void takesTheServerOutAgain(final Stage stage, final String third) throws Exception {
        final HttpResponse<String> answer = put(stage, "live", etag(stage), Files.readString(stage.configuration).replace(third
                + "\n", ""));
        assertEquals(200, answer.statusCode(), () -> answer.body() + stage.outputs());
        Await.until("the server is gone", 30, () -> stage.get(SERVERS + "custom-server-3").statusCode() == 404, stage::outputs);
        assertEquals(1, stage.active().path("number").asInt());
    }

    private static void aValueThatTheFileTakesOverIsNoOverrideAnyMore(final Stage stage) throws Exception {
        assertEquals(200, stage.patch(SERVERS + "custom-server-1", "{\"weight\":9}").statusCode());
        final HttpResponse<String> answer = put(stage, "live", etag(stage),
                Files.readString(stage.configuration).replace("weight 7", "weight 9"));
        assertEquals(200, answer.statusCode(), answer.body());
        value(stage, "custom-server-1", "weight", "9");
    }

    private static void reloadsByItselfOnlyWhereItMust(final Stage stage) throws Exception {
        final String text = Files.readString(stage.configuration);
        final String changed = text.replace("backlog 2000", "backlog 2002").replace("weight 9", "weight 1");
        final HttpResponse<String> live = put(stage, "live", etag(stage), changed);
        assertEquals(409, live.statusCode(), live.body());
        assertTrue(Stage.JSON.readTree(live.body()).path("plan").path("reload").size() == 2, live.body());
        assertEquals(text, Files.readString(stage.configuration));

        final HttpResponse<String> answer = put(stage, "auto", etag(stage), changed);
        assertEquals(202, answer.statusCode(), answer.body());
        final JsonNode reload = stage.end(Stage.JSON.readTree(answer.body()).path("reload").path("id").asText());
        assertEquals("succeeded", reload.path("state").asText(), () -> reload + stage.outputs());
        assertEquals(2, stage.active().path("number").asInt());
        value(stage, "custom-server-1", "weight", "1"); // as it was when generation 1 started: nobody's wish is left over
        value(stage, "custom-server-1", "maxconn", "2");
    }

    @Test
    void writesNothingWhileTheGateIsShutAndGoesBackToAVersion() throws Exception {
        try (Stage stage = new Stage(2, 15_000)) {
            stage.startAgent();
            final String first = Files.readString(stage.configuration);
            try (Load load = new Load(stage.clientPort, 2, true, "/query")) {
                Await.until("both servers are at work", 20, () -> stage.servers.stream().allMatch(s -> s.inWork() == 1),
                        stage::outputs);
                final HttpResponse<String> answer = put(stage, "reload", etag(stage), first.replace("backlog 2000",
                        "backlog 2001"));
                assertEquals(202, answer.statusCode(), answer.body());
                final JsonNode reload = stage.end(Stage.JSON.readTree(answer.body()).path("reload").path("id").asText());
                assertEquals("succeeded", reload.path("state").asText(), () -> reload + stage.outputs());
                refusedByTheGate(stage, first.replace("backlog 2000", "backlog 2002"));
            }
            Await.until("the gate opens", 90, () -> stage.json("/v1/status").path("gateOpen").asBoolean(), stage::outputs);
            restored(stage, first);
            assertEquals(0, stage.refused());
        }
    }

    private static void refusedByTheGate(final Stage stage, final String text) throws Exception {
        final String before = Files.readString(stage.configuration);
        final HttpResponse<String> refused = put(stage, "auto", etag(stage), text);
        assertEquals(409, refused.statusCode(), refused.body());
        assertEquals(1, Stage.JSON.readTree(refused.body()).path("blocking").path(0).path("generation").asInt(), refused.body());
        assertEquals(before, Files.readString(stage.configuration));
        assertEquals("one-slot.cfg", onlyFile(stage));
    }

    /** Nothing is left beside the file. */
    private static String onlyFile(final Stage stage) throws IOException {
        try (var files = Files.list(stage.folder)) {
            return String.join(" ", files.map(file -> file.getFileName().toString()).filter(name -> name.contains(".cfg")
                    || name.startsWith(".usher")).toList());
        }
    }

    private static void restored(final Stage stage, final String first) throws Exception {
        final JsonNode versions = stage.json("/v1/configuration/versions").path("versions");
        assertEquals(2, versions.size(), versions::toString);
        assertEquals("by hand", versions.path(1).path("author").asText(), versions::toString);
        final HttpResponse<String> answer = stage.post("/v1/configuration/versions/" + versions.path(1).path("number").asInt()
                + "/restore?apply=auto&comment=back", "");
        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals(first, Files.readString(stage.configuration));
        assertEquals("succeeded", stage.end(Stage.JSON.readTree(answer.body()).path("reload").path("id").asText()).path("state")
                .asText());
        final JsonNode latest = stage.json("/v1/configuration/versions?limit=1").path("versions").path(0);
        assertEquals("back", latest.path("comment").asText(), latest::toString);
        assertEquals(versions.path(1).path("number").asInt(), latest.path("restores").asInt(), latest::toString);
    }
}
