package io.usher.agent.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class EditableFileTest {

    private static List<String> names(final String... paths) {
        return EditableFile.named(Stream.of(paths).map(Path::of).toList()).stream().map(EditableFile::name).toList();
    }

    @Test
    void namesFilesByTheirLastPart() {
        assertEquals(List.of("a.cfg", "b.cfg"), names("/etc/x/a.cfg", "/etc/y/b.cfg"));
    }

    @Test
    void tellsFilesOfOneNameApartByTheirFolders() {
        assertEquals(List.of("x~a.cfg", "y~a.cfg", "b.cfg"), names("/etc/x/a.cfg", "/etc/y/a.cfg", "/etc/y/b.cfg"));
        assertEquals(List.of("one~x~a.cfg", "two~x~a.cfg"), names("/one/x/a.cfg", "/two/x/a.cfg"));
    }

    @Test
    void namesAFileThatIsGivenTwiceOnce() {
        assertEquals(List.of("a.cfg"), names("/etc/a.cfg", "/etc/a.cfg"));
    }
}
