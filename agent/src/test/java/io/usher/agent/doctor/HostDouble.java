package io.usher.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder that looks like {@code /proc}, and programs with fixed outputs. */
final class HostDouble {

    static final String TCP_HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private final Path proc;
    private final Map<String, String> programs = new HashMap<>();

    HostDouble(final Path proc) {
        this.proc = proc;
    }

    Host host() {
        return new Host(proc, words -> Optional.ofNullable(programs.get(words.get(0))));
    }

    HostDouble program(final String name, final String output) {
        programs.put(name, output);
        return this;
    }

    HostDouble file(final String path, final String text) throws IOException {
        Files.createDirectories(proc.resolve(path).getParent());
        Files.writeString(proc.resolve(path), text);
        return this;
    }

    /** A process with open files; {@code socket:[N]} is one, too. */
    HostDouble process(final long pid, final long parent, final Path folder, final List<String> words, final String... files)
            throws IOException {
        file(pid + "/cmdline", String.join("\0", words) + "\0");
        file(pid + "/stat", pid + " (odd) name) S " + parent + " 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 10000 0 0\n");
        Files.createSymbolicLink(proc.resolve(pid + "/cwd"), folder);
        Files.createDirectories(proc.resolve(pid + "/fd"));
        for (int i = 0; i < files.length; i++) {
            Files.createSymbolicLink(proc.resolve(pid + "/fd/" + i), Path.of(files[i]));
        }
        return this;
    }
}
