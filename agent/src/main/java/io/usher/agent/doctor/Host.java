package io.usher.agent.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** This host as {@code /proc} shows it. Processes are read once. */
public final class Host {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String SOCKET = "socket:[";

    private final Path proc;
    private final Function<List<String>, Optional<String>> programs;
    private List<HostProcess> processes;

    /** The host that this program runs on. */
    public static Host here() {
        return new Host(Path.of("/proc"), HostProgram::output);
    }

    /**
     * @param proc     {@code /proc}
     * @param programs what a program prints; empty where it is missing or fails
     */
    Host(final Path proc, final Function<List<String>, Optional<String>> programs) {
        this.proc = proc;
        this.programs = programs;
    }

    /** What a program prints; empty where there is none or it fails. */
    Optional<String> program(final String... words) {
        return programs.apply(List.of(words));
    }

    /** A file below {@code /proc}; empty where it is not there or may not be read. */
    Optional<String> text(final String path) {
        try (InputStream in = Files.newInputStream(proc.resolve(path))) {
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            // at once: a setting of the kernel has only one read in it, however short (proc_dointvec of its sysctl.c)
            final byte[] buffer = new byte[BUFFER_BYTES];
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                bytes.write(buffer, 0, length);
            }
            return Optional.of(bytes.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A number below {@code /proc/sys}; empty where it is not there. */
    Optional<Long> setting(final String name) {
        return text("sys/" + name).map(String::strip).filter(text -> text.matches("-?\\d{1,18}")).map(Long::valueOf);
    }

    /** The lines of a table below {@code /proc}, without its head; none where it is not there. */
    List<String> table(final String path) {
        return text(path).map(text -> text.lines().skip(1).toList()).orElse(List.of());
    }

    /** All processes that can be seen. */
    public List<HostProcess> processes() throws IOException {
        if (processes == null) {
            final List<HostProcess> found = new ArrayList<>();
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[1-9]*")) {
                for (final Path folder : folders) {
                    process(folder).ifPresent(found::add);
                }
            }
            processes = List.copyOf(found);
        }
        return processes;
    }

    /** Whether open files of some process cannot be seen. */
    boolean blind() throws IOException {
        return processes().stream().anyMatch(process -> !process.words().isEmpty() && !process.readable());
    }

    private Optional<HostProcess> process(final Path folder) {
        try {
            final List<String> words = Arrays.stream(Files.readString(folder.resolve("cmdline")).split("\0"))
                    .filter(w -> !w.isEmpty()).toList();
            final List<Long> sockets = new ArrayList<>();
            final List<Path> files = new ArrayList<>();
            return Optional.of(new HostProcess(Long.parseLong(folder.getFileName().toString()), parent(folder), words,
                    link(folder.resolve("cwd")).orElse(null), open(folder.resolve("fd"), sockets, files), sockets, files));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // it has ended meanwhile
        }
    }

    /** The fourth field, after a name in brackets that may hold anything (proc(5)). */
    private static long parent(final Path folder) throws IOException {
        final String stat = Files.readString(folder.resolve("stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]);
    }

    private static boolean open(final Path folder, final List<Long> sockets, final List<Path> files) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(folder)) {
            for (final Path each : links) {
                link(each).ifPresent(target -> {
                    final String text = target.toString();
                    if (text.startsWith(SOCKET)) {
                        sockets.add(Long.valueOf(text.substring(SOCKET.length(), text.length() - 1)));
                    } else if (target.isAbsolute()) {
                        files.add(target);
                    }
                });
            }
            return true;
        } catch (NoSuchFileException e) {
            return true; // it has ended meanwhile
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> link(final Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile, or not to be seen
        }
    }
}
