package io.usher.agent.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may read what is secret and write what decides: run folder, sockets, database, tokens, keys, configurations with passwords.
 */
final class PermissionCheck implements Check {

    private static final Pattern PASSWORD =
            Pattern.compile("(?im)^\\s*(user\\s.*password|.*\\bstats\\s+auth\\b|.*\\bpassword\\b)");
    private static final Set<PosixFilePermission> OTHERS_READ =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    /** Options of usher-agent that name a file with a secret. */
    private static final List<String> SECRET_OPTIONS = List.of("--tls-key", "--database-password-file");

    @Override
    public String name() {
        return "permissions";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) throws IOException {
        for (final Path folder : patient.folders()) {
            if (any(folder, OTHERS_WRITE)) {
                report.error(folder.toString(), "other accounts may write here (" + mode(folder) + "): they could put a socket or"
                        + " a database of theirs there", "chmod go-w " + folder);
            }
            within(folder, report);
        }
        secrets(patient).forEach(file -> {
            if (any(file, OTHERS_READ)) {
                report.error(file.toString(), "holds a secret, and other accounts may read it (" + mode(file) + ")",
                        "chmod go-r " + file);
            }
        });
        for (final Path file : patient.files()) {
            configuration(file, report);
        }
    }

    private static void within(final Path folder, final Report report) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{sock,db}")) {
            for (final Path file : files) {
                if (any(file, OTHERS_WRITE) || file.toString().endsWith(".db") && any(file, OTHERS_READ)) {
                    report.error(file.toString(), "other accounts may use it (" + mode(file) + ")", "chmod go-rwx " + file);
                }
            }
        } catch (IOException e) {
            report.warning(folder.toString(), "cannot be looked into: " + e,
                    "run 'usher doctor' as root or as the agent's account");
        }
    }

    private static List<Path> secrets(final Patient patient) {
        final List<Path> files = new ArrayList<>();
        patient.tokenFile().ifPresent(files::add);
        patient.agent().ifPresent(agent -> {
            for (int i = 0; i + 1 < agent.words().size(); i++) {
                if (SECRET_OPTIONS.contains(agent.words().get(i)) && agent.folder() != null) {
                    files.add(agent.folder().resolve(agent.words().get(i + 1)));
                }
            }
        });
        return files;
    }

    private static void configuration(final Path file, final Report report) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return;
        }
        if (any(file, OTHERS_WRITE)) {
            report.error(file.toString(), "other accounts may change the configuration (" + mode(file) + ")",
                    "chmod go-w " + file);
        }
        if (any(file, Set.of(PosixFilePermission.OTHERS_READ))
                && PASSWORD.matcher(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)).find()) {
            report.error(file.toString(), "holds passwords, and any account may read it (" + mode(file) + ")",
                    "chmod o-r " + file);
        }
    }

    private static boolean any(final Path file, final Set<PosixFilePermission> permissions) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(permissions::contains);
        } catch (IOException e) {
            return false; // not there, or not to be seen by this account either
        }
    }

    private static String mode(final Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            return "unknown";
        }
    }
}
