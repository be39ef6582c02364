package io.usher.proxy.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a host knows by name: users, groups and addresses. */
interface HostDirectory {

    /** The id of a user, or empty if there is none of that name. */
    OptionalInt user(String name);

    /** The id of a group, or empty if there is none of that name. */
    OptionalInt group(String name);

    /** The bytes of a host's first address, or null if the name does not resolve. */
    byte[] address(String host);

    /** How many files this process may open. */
    long openFiles();

    /** The names of this host: its files first, then whatever else the name service switch asks ({@code getent}). */
    static HostDirectory ofHost() {
        return new HostDirectory() {
            @Override
            public OptionalInt user(final String name) {
                return find(Path.of("/etc/passwd"), "passwd", name);
            }

            @Override
            public OptionalInt group(final String name) {
                return find(Path.of("/etc/group"), "group", name);
            }

            @Override
            public byte[] address(final String host) {
                try {
                    return InetAddress.getByName(host).getAddress();
                } catch (final UnknownHostException e) {
                    return null;
                }
            }

            @Override
            public long openFiles() {
                return limitOfOpenFiles();
            }
        };
    }

    private static OptionalInt find(final Path file, final String database, final String name) {
        if (name.isEmpty() || name.indexOf(':') >= 0) {
            return OptionalInt.empty();
        }
        final OptionalInt local = inFile(file, name);
        return local.isPresent() || isNumber(name) ? local : askNameService(database, name);
    }

    private static long limitOfOpenFiles() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"), StandardCharsets.US_ASCII)) {
            return lines.filter(line -> line.startsWith("Max open files")).map(line -> line.split("\\s+")[3])
                    .filter(soft -> soft.matches("\\d{1,18}")).mapToLong(Long::parseLong).findFirst().orElse(Long.MAX_VALUE);
        } catch (final IOException | UncheckedIOException e) {
            return Long.MAX_VALUE; // no /proc: nothing to compare with
        }
    }

    private static boolean isNumber(final String name) {
        return name.chars().allMatch(Character::isDigit);
    }

    private static OptionalInt inFile(final Path file, final String name) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return id(lines, name);
        } catch (final IOException | UncheckedIOException e) {
            return OptionalInt.empty(); // unreadable: the name service is asked instead
        }
    }

    private static OptionalInt id(final Stream<String> lines, final String name) {
        return lines.map(line -> line.split(":")).filter(fields -> fields.length > 2 && fields[0].equals(name))
                .filter(fields -> fields[2].matches("\\d{1,9}")).mapToInt(fields -> Integer.parseInt(fields[2])).findFirst();
    }

    private static OptionalInt askNameService(final String database, final String name) {
        try {
            final Process getent = new ProcessBuilder("getent", "--", database, name)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            getent.getOutputStream().close();
            if (!getent.waitFor(10, TimeUnit.SECONDS)) {
                getent.destroyForcibly();
                return OptionalInt.empty();
            }
            return id(new String(getent.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).lines(), name);
        } catch (final IOException e) {
            return OptionalInt.empty(); // no getent on this host: its files are all there is
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }
}
