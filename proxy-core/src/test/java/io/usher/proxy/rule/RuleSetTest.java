package io.usher.proxy.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.usher.proxy.config.Acl;
import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.ConfigurationReader;
import io.usher.proxy.config.ConfigurationResult;
import io.usher.proxy.http.HttpLimits;
import io.usher.proxy.http.ParseResult;
import io.usher.proxy.http.RequestHead;
import io.usher.proxy.http.RequestParser;
import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.LedgerEvents;
import io.usher.proxy.seat.SeatJournal;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetTest {
    private static final String REQUEST = "GET /a/b.png?q=1 HTTP/1.1\r\nHost: www.Example.org:8080\r\n"
            + "Accept: text/html, */*\r\n\r\n";

    @TempDir
    private Path folder;
    private Instance instance;

    /** A connection from 10.1.2.3 to port 8080 that carries a request, or none. */
    private record Connection(RequestHead head, SocketAddress clientAddress) implements RuleContext {
        @Override
        public SocketAddress localAddress() {
            return new InetSocketAddress("127.0.0.1", 8080);
        }
    }

    /** A journal that is never full. */
    private static final class NoJournal implements SeatJournal {
        @Override
        public void write(final Take take) {
            // nothing to remember
        }

        @Override
        public void clear(final Take take) {
            // nothing to forget
        }
    }

    private RuleSet rules(final String frontend) throws IOException {
        final Path file = Files.writeString(folder.resolve("a.cfg"), """
                defaults
                    mode http
                    timeout client 1s
                    timeout connect 1s
                    timeout server 1s
                frontend f
                    bind :80
                """ + frontend + """
                backend b
                    server s 127.0.0.1:1
                    server t 127.0.0.1:2
                backend c
                """);
        final ConfigurationResult result = new ConfigurationReader(name -> null).read(List.of(file));
        assertTrue(result.valid(), () -> "refused: " + result.diagnostics());
        final Configuration configuration = result.configuration().orElseThrow();
        final Ledger ledger = new Ledger(1, new NoJournal(), () -> 0, LedgerEvents.NONE);
        instance = new Instance(configuration, 1, ledger, () -> 0, (severity, proxy, message) -> { });
        return RuleSet.compile(configuration.proxies().get(0), instance);
    }

    private static RuleContext connection(final String request) {
        return new Connection(request == null ? null : head(request), new InetSocketAddress("10.1.2.3", 4711));
    }

    private static RequestHead head(final String request) {
        final RequestParser parser = new RequestParser(HttpLimits.DEFAULT);
        assertEquals(ParseResult.DONE, parser.parse(Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1)));
        return parser.head();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "TRUE                                        ; yes",
        "FALSE                                       ; no",
        "!FALSE                                      ; yes",
        "TRUE FALSE                                  ; no",
        "FALSE or TRUE                               ; yes",
        "FALSE || FALSE TRUE                         ; no",
        "HTTP                                        ; yes",
        "HTTP_1.1 !HTTP_1.0                          ; yes",
        "METH_GET                                    ; yes",
        "METH_POST                                   ; no",
        "HTTP_URL_SLASH                              ; yes",
        "HTTP_URL_ABS                                ; no",
        "LOCALHOST                                   ; no",
        "{ src 10.0.0.0/8 }                          ; yes",
        "{ src 10.1.2.0/255.255.255.0 }              ; yes",
        "{ src 10.1.3.0/23 }                         ; yes",
        "{ src 10.1.4.0/23 }                         ; no",
        "{ src ::/0 }                                ; no",
        "{ src 1.2.3.4 10.1.2.3 }                    ; yes",
        "{ dst_port 80 8080 }                        ; yes",
        "{ dst_port lt 8080 }                        ; no",
        "{ dst_port 8000:9000 }                      ; yes",
        "{ dst_port -m found }                       ; yes",
        "{ method GET }                              ; yes",
        "{ method get }                              ; no",
        "{ method -i get }                           ; yes",
        "{ path /a/b.png }                           ; yes",
        "{ path /a }                                 ; no",
        "{ path_beg /a }                             ; yes",
        "{ path_end .png }                           ; yes",
        "{ path_end .PNG }                           ; no",
        "{ path_end -i .PNG }                        ; yes",
        "{ path_sub b.p }                            ; yes",
        "{ path_dir a }                              ; yes",
        "{ path_dir /a/ }                            ; yes",
        "{ path_dir b }                              ; no",
        "{ path_reg ^/[a-z]/ }                       ; yes",
        "{ path -m beg /x /a }                       ; yes",
        "{ url_end ?q=1 }                            ; yes",
        "{ hdr(host) -i www.example.org:8080 }       ; yes",
        "{ hdr(HOST) -m found }                      ; yes",
        "{ hdr(cookie) -m found }                    ; no",
        "{ hdr_dom(host) -i example.org }            ; yes",
        "{ hdr_dom(host) -i ample.org }              ; no",
        "{ hdr(accept) */* }                         ; yes",
        "{ hdr(accept) text/html }                   ; yes",
        "{ hdr_beg(host) www. }                      ; yes",
        "{ nbsrv(b) 2 }                              ; yes",
        "{ nbsrv(b) gt 2 }                           ; no",
        "{ queue(b) eq 0 }                           ; yes",
        "{ avg_queue(b) le 0 }                       ; yes",
        "{ always_true false }                       ; no",
    })
    void testsARequest(final String condition, final String expected) throws IOException {
        final Verdict verdict = rules("    http-request deny if " + condition + "\n").httpRequest(connection(REQUEST));
        assertEquals(expected.equals("yes") ? Verdict.Kind.DENY : Verdict.Kind.CONTINUE, verdict.kind());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "{ path -m found }  ; no",
        "!{ path /a }       ; yes",
        "HTTP               ; no",
        "{ src 10.0.0.0/8 } ; yes",
    })
    void matchesNothingOfARequestThatIsNotThere(final String condition, final String expected) throws IOException {
        final Verdict verdict = rules("    tcp-request content reject if " + condition + "\n").tcpContent(connection(null));
        assertEquals(expected.equals("yes") ? Verdict.Kind.REJECT : Verdict.Kind.CONTINUE, verdict.kind());
    }

    @Test
    void takesTheFirstRuleThatApplies() throws IOException {
        final RuleSet rules = rules("""
                    http-request allow if { path_beg /a }
                    http-request deny deny_status 429
                """);
        assertEquals(Verdict.Kind.ACCEPT, rules.httpRequest(connection(REQUEST)).kind());
        final Verdict denied = rules.httpRequest(connection("GET /x HTTP/1.0\r\n\r\n"));
        assertEquals(Verdict.Kind.DENY, denied.kind());
        assertEquals(429, denied.status());
        assertEquals(9, denied.rule().position().line());
    }

    @Test
    void keepsTheStagesApart() throws IOException {
        final RuleSet rules = rules("    tcp-request content reject\n");
        assertSame(Verdict.CONTINUE, rules.tcpConnection(connection(null)));
        assertSame(Verdict.CONTINUE, rules.httpRequest(connection(REQUEST)));
        assertEquals(Verdict.Kind.REJECT, rules.tcpContent(connection(REQUEST)).kind());
        assertTrue(rules.hasContentRules() && !rules.hasConnectionRules() && !rules.hasRequestRules());
    }

    @Test
    void appliesUnlessTheConditionHolds() throws IOException {
        final RuleSet rules = rules("    tcp-request connection reject unless { src 10.0.0.0/8 }\n");
        assertTrue(rules.tcpConnection(connection(null)).passes());
        assertEquals(Verdict.Kind.REJECT,
                rules.tcpConnection(new Connection(null, new InetSocketAddress("11.0.0.1", 1))).kind());
    }

    @Test
    void choosesABackendByRuleElseByDefault() throws IOException {
        final RuleSet rules = rules("    use_backend c if { path_beg /c }\n    default_backend b\n");
        assertEquals(Optional.of("c"), rules.useBackend(connection("GET /c HTTP/1.0\r\n\r\n")).map(Backend::name));
        assertEquals(Optional.of("b"), rules.useBackend(connection(REQUEST)).map(Backend::name));
        assertEquals(Optional.empty(), rules("").useBackend(connection(REQUEST)));
    }

    @Test
    void countsServersAsTheyAreNow() throws IOException {
        final RuleSet rules = rules("    tcp-request content reject if { nbsrv(b) lt 2 }\n");
        assertTrue(rules.tcpContent(connection(null)).passes());
        instance.lock().lock();
        try {
            instance.backend("b").orElseThrow().servers().get(0).setAdminState(AdminState.MAINT, "test");
        } finally {
            instance.lock().unlock();
        }
        assertEquals(Verdict.Kind.REJECT, rules.tcpContent(connection(null)).kind());
    }

    @Test
    void takesAMappedAddressForTheIpv4AddressItIs() throws IOException {
        final byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
        assertTrue(new NetworkMatches(acl("src 10.0.0.0/8")).match(mapped));
        assertTrue(!new NetworkMatches(acl("src 11.0.0.0/8")).match(mapped));
    }

    private Acl acl(final String expression) throws IOException {
        rules("    acl x " + expression + "\n    http-request deny if x\n");
        return instance.configuration().proxies().get(0).acls().get(0);
    }
}
