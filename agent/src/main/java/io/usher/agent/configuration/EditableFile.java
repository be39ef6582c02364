package io.usher.agent.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One configuration file under the name that the API has for it.
 *
 * @param name its file name; where several files share it, with as many of its folders before it, joined by {@code ~}, as tell
 *             them apart
 * @param path absolute
 */
public record EditableFile(String name, Path path) {

    /** Gives each path its name. */
    static List<EditableFile> named(final List<Path> paths) {
        final List<EditableFile> files = new ArrayList<>();
        for (final Path path : paths) {
            files.add(new EditableFile(shortest(path, paths), path));
        }
        final Set<String> names = new HashSet<>();
        return files.stream().filter(file -> names.add(file.name())).toList(); // the same file given twice is one
    }

    private static String shortest(final Path path, final List<Path> all) {
        int length = 1;
        while (length < path.getNameCount() && shared(path, length, all)) {
            length++;
        }
        return path.subpath(path.getNameCount() - length, path.getNameCount()).toString().replace('/', '~');
    }

    private static boolean shared(final Path path, final int length, final List<Path> all) {
        final Path end = path.subpath(path.getNameCount() - length, path.getNameCount());
        return all.stream().anyMatch(other -> !other.equals(path) && other.endsWith(end));
    }
}
