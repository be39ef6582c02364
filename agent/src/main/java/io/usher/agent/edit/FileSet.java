package io.usher.agent.edit;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.configuration.Digests;
import io.usher.agent.configuration.EditableFile;
import io.usher.agent.configuration.UnreadableConfigurationException;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Unavailable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The files as they were found once: which there are, and what is in them. */
final class FileSet {
    private final Map<String, EditableFile> files = new LinkedHashMap<>();
    private final Map<String, byte[]> contents = new LinkedHashMap<>();
    private final List<Path> folders;

    private FileSet(final List<Path> folders) {
        this.folders = folders;
    }

    /** @throws Unavailable where one cannot be read */
    static FileSet read(final ConfigurationFiles configuration) throws Unavailable {
        final FileSet set = new FileSet(configuration.arguments().stream().filter(Files::isDirectory).toList());
        try {
            for (final EditableFile file : configuration.editable()) {
                set.files.put(file.name(), file);
                set.contents.put(file.name(), Files.readAllBytes(file.path()));
            }
        } catch (final UnreadableConfigurationException e) {
            throw new Unavailable(e.getMessage(), e);
        } catch (final IOException e) {
            throw new Unavailable("configuration file " + e.getMessage() + " cannot be read", e);
        }
        return set;
    }

    /** By name, in order. */
    Map<String, byte[]> contents() {
        return contents;
    }

    /** The file of that name; of the empty one the only one there is. */
    EditableFile find(final String name) throws NotFound, Invalid {
        if (name.isEmpty() && files.size() == 1) {
            return files.values().iterator().next();
        }
        if (name.isEmpty()) {
            throw new Invalid("file", "file: missing (expected: which file the body is: " + names() + ")");
        }
        final EditableFile file = files.get(name);
        if (file == null) {
            throw new NotFound("there is no configuration file '" + name + "' (expected: " + names() + "); " + whereOneIsAdded());
        }
        return file;
    }

    /** Which files there are is the agent's setting, not a matter of a request. */
    private String whereOneIsAdded() {
        return "none is made here: a further file is added by starting the agent with another -f FILE" + (folders.isEmpty() ? ""
                : ", or by putting it, under a name that ends in .cfg, into " + folders.stream().map(Path::toString)
                .collect(Collectors.joining(" or ")));
    }

    boolean has(final String name) {
        return files.containsKey(name);
    }

    private String names() {
        return files.keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    String etag(final String name) {
        return FileView.etag(Digests.hex(contents.get(name)));
    }

    /** The API's name of a path. */
    String name(final Path path) {
        return files.values().stream().filter(file -> file.path().equals(path)).map(EditableFile::name).findFirst()
                .orElse(path.toString());
    }

    List<FileView> views() {
        return files.keySet().stream().map(name -> view(name, contents.get(name))).toList();
    }

    FileView view(final String name, final byte[] content) {
        final Path path = files.get(name).path();
        try {
            return new FileView(name, path.toString(), FileView.etag(Digests.hex(content)), content.length,
                    Files.getLastModifiedTime(path).toInstant());
        } catch (final IOException e) {
            throw new Unavailable("configuration file " + path + ": " + e, e);
        }
    }
}
