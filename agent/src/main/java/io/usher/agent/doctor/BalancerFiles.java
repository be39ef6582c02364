package io.usher.agent.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configuration files of a process, where it is a load balancer whose command line is known: this one, HAProxy or nginx. */
final class BalancerFiles {

    private static final List<String> OWN_CLASSES = List.of("io.usher.proxy.launch.Main", "io.usher.agent.launch.Main");
    private static final Path NGINX = Path.of("/etc/nginx/nginx.conf");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^\\s*include\\s+([^;\\s]+)\\s*;");
    private static final int MOST_FILES = 1000;

    private BalancerFiles() {
    }

    static List<Path> of(final HostProcess process) {
        if (process.folder() == null) {
            return List.of();
        }
        final List<Path> files = new ArrayList<>();
        for (final String mainClass : OWN_CLASSES) {
            named(process, process.after(mainClass), "-f", files);
        }
        if (process.program().equals("haproxy")) {
            named(process, process.words().subList(1, process.words().size()), "-f", files);
        }
        if (process.program().startsWith("nginx") && process.words().get(0).contains("master")) {
            nginx(process, files);
        }
        return files;
    }

    /** What follows an option, and where that is a folder what lies in it (HAProxy's management guide, section 3). */
    private static void named(final HostProcess process, final List<String> words, final String option, final List<Path> files) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals(option)) {
                final Path named = process.folder().resolve(words.get(i + 1));
                if (Files.isDirectory(named)) {
                    matching(named, "*.cfg", files);
                } else {
                    files.add(named);
                }
            }
        }
    }

    /** Its title is one word: {@code nginx: master process /usr/sbin/nginx -c FILE}. */
    private static void nginx(final HostProcess process, final List<Path> files) {
        final List<String> words = Arrays.asList(String.join(" ", process.words()).split("\\s+"));
        named(process, words, "-c", files);
        if (files.isEmpty()) {
            files.add(NGINX);
        }
        for (int i = 0; i < files.size() && files.size() < MOST_FILES; i++) {
            includes(files.get(i), files.get(0).getParent(), files);
        }
    }

    private static void includes(final Path file, final Path prefix, final List<Path> files) {
        final String text;
        try {
            text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return; // that it cannot be read is said by whoever reads it
        }
        for (final Matcher include = INCLUDE.matcher(text); include.find();) {
            final Path named = prefix.resolve(include.group(1));
            matching(named.getParent(), named.getFileName().toString(), files);
        }
    }

    private static void matching(final Path folder, final String pattern, final List<Path> files) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            found.forEach(file -> {
                if (!files.contains(file)) {
                    files.add(file);
                }
            });
        } catch (IOException e) {
            files.add(folder); // reading it says why
        }
    }
}
