package io.usher.agent.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of {@code proxy-core/bench} are no module's sources; this keeps them fit for the classes that they use. */
class BenchCompilesTest {

    @TempDir
    private Path classes;

    @Test
    void compilesTheWholeFolderAsItsLauncherDoes() throws Exception {
        assertEquals("", compile(sources()), "what the compiler says");
        assertTrue(Files.exists(classes.resolve("Exactness.class")), "main class of proxy-core/bench/exactness");
    }

    @Test
    void compilesBenchByItselfAsItsSingleFileCommandDoes() throws Exception {
        assertEquals("", compile(List.of(folder().resolve("Bench.java"))), "what the compiler says");
    }

    private String compile(final List<Path> sources) throws IOException, URISyntaxException {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final String libraries = place(SlotServer.class) + File.pathSeparator + place(ObjectMapper.class) + File.pathSeparator
                + place(JsonFactory.class) + File.pathSeparator + place(JsonProperty.class);
        final StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            final List<String> options = List.of("-proc:none", "-encoding", "UTF-8", "-d", classes.toString(), "-cp",
                    libraries, "-sourcepath", classes.toString());
            compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources)).call();
        }
        return said.toString();
    }

    /** Where that class comes from: the jars that the launcher names are not there yet when tests run. */
    private static Path place(final Class<?> of) throws URISyntaxException {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static Path folder() throws IOException {
        final Path folder = Path.of("..", "proxy-core", "bench");
        return folder.toRealPath();
    }
}
