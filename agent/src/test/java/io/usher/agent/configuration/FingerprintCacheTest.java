package io.usher.agent.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintCacheTest {
    private static final Instant WRITTEN = Instant.parse("2026-05-01T10:00:00.123456789Z");
    private static final String ONE = "backend b\n  server s 127.0.0.1:1 weight 1\n";
    private static final String TWO = "backend b\n  server s 127.0.0.1:1 weight 2\n";
    @TempDir
    Path folder;
    private Path file;
    private ConfigurationFiles files;
    private FingerprintCache cache;
    private Instant now = WRITTEN.plusSeconds(60);

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("a.cfg");
        write(file, ONE, WRITTEN);
        files = new ConfigurationFiles(List.of(folder), folder, Map.of());
        cache = new FingerprintCache(files, () -> now);
    }

    private static void write(final Path path, final String text, final Instant modified) throws IOException {
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.from(modified));
    }

    private void assertRight() throws UnreadableConfigurationException {
        assertEquals(files.fingerprint(), cache.fingerprint());
    }

    @Test
    void doesNotReadSettledFilesAgain() throws Exception {
        final String hash = cache.fingerprint().hash();
        write(file, TWO, WRITTEN); // no editor does this: it shows that nobody has looked
        assertEquals(hash, cache.fingerprint().hash());
        assertNotEquals(hash, files.fingerprint().hash());
    }

    @Test
    void seesAnEditInPlaceOfTheSameSizeWithinTheSameTick() throws Exception {
        now = WRITTEN.plusSeconds(2).minusNanos(1);
        final String hash = cache.fingerprint().hash();
        write(file, TWO, WRITTEN);
        assertNotEquals(hash, cache.fingerprint().hash());
        assertRight();
        now = WRITTEN.plusSeconds(2);
        write(file, ONE, WRITTEN);
        assertEquals(hash, cache.fingerprint().hash(), "what was read too early is read again when it has settled");
    }

    @Test
    void takesTheTimeOfReadingAndNotOfAsking() throws Exception {
        now = WRITTEN.plusSeconds(1);
        cache.fingerprint();
        write(file, TWO, WRITTEN);
        now = WRITTEN.plusSeconds(3600);
        assertRight();
    }

    @Test
    void seesAnEditOfTheSameSizeByItsNanosecond() throws Exception {
        cache.fingerprint();
        write(file, TWO, WRITTEN.plusNanos(1));
        assertRight();
    }

    @Test
    void seesAnotherFileOfTheSameSizeAndTimePutInItsPlace() throws Exception {
        cache.fingerprint();
        final Path other = folder.resolve("new");
        write(other, TWO, WRITTEN);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        assertRight();
    }

    @Test
    void readsAgainWhileATimeLiesInTheFuture() throws Exception {
        write(file, ONE, now.plusSeconds(600));
        cache.fingerprint();
        write(file, TWO, now.plusSeconds(600));
        assertRight();
    }

    @Test
    void seesFilesThatComeIntoTheFolderAndGo() throws Exception {
        final String hash = cache.fingerprint().hash();
        write(folder.resolve("b.cfg"), "backend c\n", WRITTEN);
        assertRight();
        assertNotEquals(hash, cache.fingerprint().hash());
        Files.delete(folder.resolve("b.cfg"));
        assertEquals(hash, cache.fingerprint().hash());
    }

    @Test
    void seesChangesOfTheFilesThatAreNamed() throws Exception {
        write(file, "backend b\n  errorfile 503 503.http\n", WRITTEN);
        for (int i = 0; i < 3; i++) {
            cache.fingerprint(); // what is named is known only after the first look
        }
        final Path page = folder.resolve("503.http");
        write(page, "one", WRITTEN);
        assertRight();
        assertRight();
        write(page, "two", WRITTEN.plusSeconds(1));
        assertRight();
        assertRight();
        Files.delete(page);
        assertRight();
    }

    @Test
    void saysThatAFileIsGoneThoughItKnewIt() throws Exception {
        final Path only = folder.resolve("c.cfg");
        final FingerprintCache one = new FingerprintCache(new ConfigurationFiles(List.of(only), folder, Map.of()), () -> now);
        write(only, ONE, WRITTEN);
        final String hash = one.fingerprint().hash();
        Files.delete(only);
        assertThrows(UnreadableConfigurationException.class, one::fingerprint);
        write(only, ONE, WRITTEN);
        assertEquals(hash, one.fingerprint().hash());
    }
}
