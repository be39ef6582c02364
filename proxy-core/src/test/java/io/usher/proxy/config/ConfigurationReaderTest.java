package io.usher.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
    @TempDir
    private Path folder;

    private Configuration read(final String text) throws IOException {
        final Path file = Files.writeString(folder.resolve("a.cfg"), text);
        final ConfigurationResult result = reader().read(List.of(file));
        assertTrue(result.valid(), () -> "refused: " + result.diagnostics());
        return result.configuration().orElseThrow();
    }

    private static ConfigurationReader reader() {
        return new ConfigurationReader(name -> null, new TestHost());
    }

    @Test
    void readsTheExampleOfTenServers() {
        final ConfigurationResult result = reader().read(List.of(Path.of("examples/one-slot.cfg")));
        assertEquals(List.of(), result.diagnostics());
        final Configuration configuration = result.configuration().orElseThrow();
        assertEquals(Optional.of("haproxy"), configuration.global().user());
        assertEquals(106, configuration.global().uid());
        assertEquals(StatsSocket.Level.OPERATOR, configuration.global().statsSockets().get(0).level());
        final Proxy frontend = configuration.proxies().get(0);
        assertEquals(new BindAddress.Inet("", 8080), frontend.binds().get(0).address());
        assertEquals(2000, frontend.backlog());
        assertEquals(15_000, frontend.timeouts().client());
        assertEquals(Optional.of("custombe"), frontend.defaultBackend());
        assertTrue(frontend.options().httplog());
        final Proxy backend = configuration.proxies().get(1);
        assertEquals(10, backend.servers().size());
        assertEquals(10, backend.retries());
        assertEquals(-1, backend.options().redispatch());
        assertEquals(600_000, backend.timeouts().queue());
        final ServerLine last = backend.servers().get(9);
        assertEquals("custom-server-10", last.name());
        assertEquals(new BindAddress.Inet("127.0.0.1", 9010), last.address());
        assertEquals(1, last.maxconn());
        assertEquals(Optional.of(new ServerLine.ServerCheck(2000, 0, 0, 2, 1, Optional.empty(), 0)), last.check());
    }

    @Test
    void compilesTheExamplesAclToMoreThanTwoHundred() {
        final Proxy frontend = reader().read(List.of(Path.of("examples/one-slot.cfg"))).configuration().orElseThrow()
                .proxies().get(0);
        final Rule rule = frontend.rules().get(0);
        assertEquals(Rule.Stage.TCP_REQUEST_CONTENT, rule.stage());
        assertEquals(Rule.Action.REJECT, rule.action());
        final Acl acl = rule.condition().orElseThrow().alternatives().get(0).get(0).acls().get(0);
        assertEquals(new Fetch(SampleFetch.AVG_QUEUE, List.of("custombe")), acl.fetch());
        assertEquals(List.of(new Acl.Match.IntegerRange(201, Long.MAX_VALUE)), acl.matches());
    }

    @Test
    void numbersSectionsFromTwoAsHaproxyDoes() throws IOException {
        final Configuration configuration = read("backend a\nbackend b\n");
        assertEquals(List.of(2, 3), configuration.proxies().stream().map(Proxy::id).toList());
    }

    @Test
    void mergesGlobalSectionsOfAllFiles() throws IOException {
        final Path first = Files.writeString(folder.resolve("1.cfg"), "global\n stats socket /tmp/a\nbackend b\n");
        final Path second = Files.writeString(folder.resolve("2.cfg"), "global\n stats socket /tmp/b level admin\n");
        final Global global = reader().read(List.of(first, second)).configuration().orElseThrow().global();
        assertEquals(List.of(new BindAddress.Unix("/tmp/a"), new BindAddress.Unix("/tmp/b")),
                global.statsSockets().stream().map(StatsSocket::address).toList());
    }

    @Test
    void readsTheFilesOfAFolderInLexicalOrder() throws IOException {
        Files.writeString(folder.resolve("2.cfg"), "backend two\n");
        Files.writeString(folder.resolve("1.cfg"), "backend one\n");
        Files.writeString(folder.resolve("3.txt"), "nonsense\n");
        Files.writeString(folder.resolve(".4.cfg"), "nonsense\n");
        final Configuration configuration = reader().read(List.of(folder)).configuration().orElseThrow();
        assertEquals(List.of("one", "two"), configuration.proxies().stream().map(Proxy::name).toList());
    }

    @Test
    void saysWhichFileCannotBeRead() {
        final ConfigurationResult result = reader().read(List.of(folder.resolve("missing.cfg")));
        assertFalse(result.valid());
        assertEquals("Cannot open configuration file/directory " + folder.resolve("missing.cfg")
                + " : No such file or directory", result.diagnostics().get(0).text());
    }

    @Test
    void refusesAFileThatWasCutOff() throws IOException {
        final Path file = Files.writeString(folder.resolve("a.cfg"), "backend b\n    timeout queue 1s");
        assertEquals("parsing [" + file + ":2] : Missing LF on last line, file might have been truncated at position 21.",
                reader().read(List.of(file)).diagnostics().get(0).toString());
    }

    @Test
    void readsLinesThatEndAsOnWindows() throws IOException {
        assertEquals(1000, read("backend b\r\n    timeout queue 1s\r\n").proxies().get(0).timeouts().queue());
    }

    @Test
    void writesDiagnosticsAsHaproxyDoes() {
        final Position position = new Position("a.cfg", 3);
        assertEquals("[ALERT]    (7) : config : parsing [a.cfg:3] : x",
                new Diagnostic(Diagnostic.Severity.ALERT, position, "x").line(7));
        assertEquals("[WARNING]  (7) : config : x", new Diagnostic(Diagnostic.Severity.WARNING, null, "x").line(7));
        assertEquals("[NOTICE]   (7) : ", Diagnostic.prefix(Diagnostic.Severity.NOTICE, 7));
    }

    @Test
    void readsCommentsInLatin1() throws IOException {
        final Path file = Files.write(folder.resolve("a.cfg"), "backend b # f\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(reader().read(List.of(file)).valid());
    }

    @Test
    void inheritsDefaultsAndNamedDefaults() throws IOException {
        final Configuration configuration = read("""
                defaults one
                    mode http
                    timeout connect 2s
                    option redispatch
                    default-server maxconn 3
                defaults two from one
                    timeout connect 3s
                backend a
                    server s 127.0.0.1:1
                backend b from one
                    no option redispatch
                    server s 127.0.0.1:2 maxconn 4
                """);
        final Proxy a = configuration.proxies().get(0);
        final Proxy b = configuration.proxies().get(1);
        assertEquals(List.of(3000, 2000), List.of(a.timeouts().connect(), b.timeouts().connect()));
        assertEquals(List.of(-1, 0), List.of(a.options().redispatch(), b.options().redispatch()));
        assertEquals(List.of(3, 4), List.of(a.servers().get(0).maxconn(), b.servers().get(0).maxconn()));
    }

    @Test
    void expandsLogGlobalWhereverTheGlobalSectionStands() throws IOException {
        final Configuration configuration = read("""
                backend b
                    log global
                    log 127.0.0.1 len 2000 local1 info
                global
                    log stderr format raw daemon
                """);
        final List<LogTarget> logs = configuration.proxies().get(0).logs();
        assertEquals(List.of(new BindAddress.Inherited(2), new BindAddress.Inet("127.0.0.1", 514)),
                logs.stream().map(LogTarget::destination).toList());
        assertEquals(LogTarget.Format.RAW, logs.get(0).format());
        assertEquals(LogTarget.Severity.INFO, logs.get(1).level());
    }

    @Test
    void joinsLinesOfOneAclWhereverTheyStand() throws IOException {
        final Configuration configuration = read("""
                backend b
                    acl x nbsrv gt 1
                    tcp-request content reject if x !TRUE or { src 10.0.0.0/8 }
                    acl x queue lt 1
                """);
        final Condition condition = configuration.proxies().get(0).rules().get(0).condition().orElseThrow();
        assertEquals(2, condition.alternatives().size());
        assertEquals(2, condition.alternatives().get(0).get(0).acls().size());
        assertTrue(condition.alternatives().get(0).get(1).negated());
        assertEquals(List.of("b"), condition.alternatives().get(0).get(0).acls().get(0).fetch().arguments());
    }

    @Test
    void expandsAddressListsAndPortRanges() throws IOException {
        final Configuration configuration = read("frontend f\n bind :1-3,[::1]:7,/tmp/s,fd@5\n timeout client 1s\n");
        assertEquals(List.of("0.0.0.0:1", "0.0.0.0:2", "0.0.0.0:3", "[::1]:7", "/tmp/s", "fd@5"),
                configuration.proxies().get(0).binds().stream().map(bind -> bind.address().toString()).toList());
    }
}
