package io.usher.proxy.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds who listens on an address, for messages. Sees other users' processes only with the rights to. */
public final class SocketHolder {

    private static final String LAUNCHER = "-Dusher.launcher=";
    private static final String MAIN = "io.usher.proxy.launch.Main";
    /** Characters of a command, at most. */
    private static final int LONGEST = 160;

    private SocketHolder() {
    }

    /** "pid 123 (nginx: master process)", or nothing where /proc does not tell. */
    public static Optional<String> of(final InetSocketAddress address) {
        final long inode = SocketTable.inodeOfListener(address);
        return inode < 0 ? Optional.empty() : ofInode(inode);
    }

    private static Optional<String> ofInode(final long inode) {
        final String link = "socket:[" + inode + "]";
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (final Path process : processes) {
                if (holds(process, link)) {
                    return Optional.of("pid " + process.getFileName() + " (" + command(process) + ")");
                }
            }
        } catch (final IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(final Path process, final String link) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (final Path descriptor : descriptors) {
                if (target(descriptor).equals(link)) {
                    return true;
                }
            }
        } catch (final IOException e) {
            // Another user's process, or gone meanwhile.
            return false;
        }
        return false;
    }

    private static String target(final Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (final IOException e) {
            // Closed meanwhile.
            return "";
        }
    }

    private static String command(final Path process) {
        try {
            return readable(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1));
        } catch (final IOException e) {
            return "unknown command";
        }
    }

    /** As it was typed: another proxy of ours by its launcher, which put a page of options for java before its words. */
    static String readable(final String cmdline) {
        final List<String> words = List.of(cmdline.split("\0"));
        String typed = String.join(" ", words);
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith(LAUNCHER)) {
                final int main = words.subList(i, words.size()).indexOf(MAIN);
                typed = words.get(i).substring(LAUNCHER.length())
                    + (main < 0 ? "" : " " + String.join(" ", words.subList(i + main + 1, words.size())));
                break;
            }
        }
        typed = typed.trim();
        return typed.length() <= LONGEST ? typed : typed.substring(0, LONGEST) + "...";
    }
}
