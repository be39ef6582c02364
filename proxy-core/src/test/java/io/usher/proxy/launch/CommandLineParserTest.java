package io.usher.proxy.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineParserTest {

    private static CommandLine parse(final String line) throws UsageException {
        return CommandLineParser.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }

    @Test
    void readsAReload() throws UsageException {
        final CommandLine line = parse("-f a.cfg -f dir -D -p /run/pid -x /run/s.sock -sf 12 13 -q");
        assertEquals(List.of(Path.of("a.cfg"), Path.of("dir")), line.files());
        assertEquals(Optional.of("/run/pid"), line.pidFile());
        assertEquals(Optional.of("/run/s.sock"), line.oldSocket());
        assertEquals(List.of(12L, 13L), line.oldProcesses());
        assertTrue(line.background() && line.silent() && !line.terminate());
        assertEquals(CommandLine.Action.RUN, line.action());
    }

    @Test
    void readsFilesBehindTwoDashes() throws UsageException {
        assertEquals(List.of(Path.of("a"), Path.of("-b")), parse("-c -- a -b").files());
    }

    @Test
    void takesAnEmptyListOfProcesses() throws UsageException {
        final CommandLine line = parse("-st -f a");
        assertEquals(List.of(), line.oldProcesses());
        assertTrue(line.terminate());
    }

    @Test
    void readsSeveralProcessesFromOneWord() throws UsageException {
        assertEquals(List.of(1L, 22L), CommandLineParser.parse("-f", "a", "-sf", "1\n22\n").oldProcesses());
        assertEquals(List.of(), CommandLineParser.parse("-f", "a", "-sf", "").oldProcesses());
    }

    @Test
    void letsVerboseWinOverQuiet() throws UsageException {
        assertTrue(parse("-f a -q").silent());
        assertFalse(parse("-f a -q -V").silent());
        assertFalse(parse("-f a -d -q").silent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-dM -f a", "-dMno-merge,tag -f a", "-d -f a", "-dS -de -dp -dR -dD -f a", "-L peer -f a",
        "-m 100 -f a", "-C /tmp -f a", "-db -f a", "-v", "-vv"})
    void takesOptionsOfHaproxyThatChangeNothingHere(final String line) throws UsageException {
        parse(line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''             | no configuration file (expected: -f FILE)",
        "-c             | no configuration file (expected: -f FILE)",
        "-f             | -f expects a value",
        "-Z             | unknown option '-Z'",
        "a.cfg          | unknown option 'a.cfg'",
        "-f a -n x      | -n: 'x' is no number",
        "-f a -sf x     | -sf: 'x' is no process id",
        "-f a -st 1x    | -st: '1x' is no process id",
        "-f a -N 3      | -N is known to HAProxy but not yet to Usher",
        "-f a -dKall    | -dK is known to HAProxy but not yet to Usher",
    })
    void namesWhatItCannotFollow(final String line, final String error) {
        assertEquals(error, assertThrows(UsageException.class, () -> parse(line)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-W", "-Ws", "-S"})
    void namesTheAlternativeToAMaster(final String option) {
        assertEquals(option + ": Usher has no master-worker mode (expected: usher-agent, or systemd's usher-proxy@.service,"
                + " supervises its generations)", assertThrows(UsageException.class, () -> parse(option + " -f a")).getMessage());
    }
}
