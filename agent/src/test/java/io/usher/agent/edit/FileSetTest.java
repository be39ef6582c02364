package io.usher.agent.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSetTest {
    @TempDir
    Path folder;
    private Path file;
    private Path more;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("main.cfg"), "global\n");
        more = Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(more.resolve("app.cfg"), "backend b\n");
    }

    private FileSet of(final Path... arguments) {
        return FileSet.read(new ConfigurationFiles(List.of(arguments), folder, Map.of()));
    }

    private static String refusal(final FileSet files) {
        return assertThrows(NotFound.class, () -> files.find("new.cfg")).getMessage();
    }

    @Test
    void saysOfAFileThatIsNoneWhichThereAreAndHowOneIsAdded() {
        assertEquals("there is no configuration file 'new.cfg' (expected: main.cfg); none is made here: a further file is added"
                + " by starting the agent with another -f FILE", refusal(of(file)));
    }

    @Test
    void namesTheFolderWhoseFilesAllCount() {
        assertEquals("there is no configuration file 'new.cfg' (expected: app.cfg, main.cfg); none is made here: a further file"
                + " is added by starting the agent with another -f FILE, or by putting it, under a name that ends in .cfg, into "
                + more, refusal(of(file, more)));
    }

    @Test
    void findsTheOnlyFileWithoutItsName() {
        assertEquals("main.cfg", of(file).find("").name());
        assertThrows(Invalid.class, () -> of(file, more).find(""));
    }
}
