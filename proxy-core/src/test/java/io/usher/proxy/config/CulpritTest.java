package io.usher.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CulpritTest {
    @TempDir
    private Path folder;

    private List<Diagnostic> read(final String text) throws IOException {
        final Path file = Files.writeString(folder.resolve("a.cfg"), text);
        return new ConfigurationReader(name -> null, new TestHost()).read(List.of(file)).diagnostics();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', value = {
        "server s 127.0.0.1:1 weight 300        ! 29 ! 300         ! weight <0..256>",
        "server s 127.0.0.1:1 chek              ! 22 ! chek        ! check",
        "server s/1 127.0.0.1:1                 ! 8  ! s/1         ! server <name> <address> [<option>...]",
        "server s 127.0.0.1                     ! 10 ! 127.0.0.1   ! server <name> <address> [<option>...]",
        "server  \"s\"  127.0.0.1:1   maxconn x ! 36 ! x           ! maxconn <number>",
        "no option redispatch 7                 ! 22 ! 7           ! option redispatch [<interval>]",
        "no mode http                           ! 4  ! mode        ! ``",
        "balance roundrobbin                    ! 9  ! roundrobbin ! balance <algorithm>",
        "timeout qeue 1s                        ! 9  ! qeue        ! queue",
        "option abortonclse                     ! 8  ! abortonclse ! abortonclose",
        "http-request deny if { src nohost }    ! 28 ! nohost      ! <address>[/<mask>]",
        "use-server x                           ! 1  ! use-server  ! ``",
        "acl a avg_quee(b) gt 1                 ! 7  ! avg_quee(b) ! avg_queue",
        "acl a path -z /                        ! 12 ! -z          ! -i, -m or --",
        "retry-on conn-failur                   ! 10 ! conn-failur ! conn-failure",
        "fullconn \"${PORT\"                    ! 12 ! `{PORT\"`   ! ``",
    })
    void pointsAtTheWordOfALine(final String line, final int column, final String word, final String expected)
        throws IOException {
        final Diagnostic first = read("backend b\n" + line + "\n").get(0);
        final Culprit found = first.culprit();
        assertEquals(column + " " + word, found.column() + " " + found.word(), first::text);
        if (!expected.isEmpty()) {
            assertEquals(expected, found.expected(), first::text);
        }
    }

    @Test
    void pointsAtTheWordThatAWholeConfigurationLacks() throws IOException {
        final List<Diagnostic> all = read("frontend f\n    bind :80\n    use_backend custombee if TRUE\nbackend custombe\n"
                + "    server a 127.0.0.1:1\n    server a 127.0.0.1:2\n");
        final List<Culprit> culprits = all.stream().filter(one -> one.severity() == Diagnostic.Severity.ALERT)
                .map(Diagnostic::culprit).toList();
        assertEquals(List.of(new Culprit(17, "custombee", "custombe"), new Culprit(12, "a", "a name of its own")), culprits);
    }

    @Test
    void pointsAtTheKeywordWhereNothingElseIsSaid() throws IOException {
        final List<Diagnostic> all = read("frontend f\n    timeout client 1s\n    bind :80\n  bind :80\n");
        assertEquals(new Culprit(3, "bind", "an address of its own"), all.get(all.size() - 1).culprit());
    }

    @Test
    void pointsAtALineThatWasCutOff() throws IOException {
        assertEquals(new Culprit(1, "backend", "a line end"), read("backend b").get(0).culprit());
    }
}
