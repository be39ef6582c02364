package io.usher.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code usher backup}. */
@Command(name = "backup", description = "Write a backup of the agent's database, while it is in use, to a new file that only you"
        + " can read. 'usher-agent restore' takes it.")
final class BackupCommand extends ChangeCommand {

    @Parameters(paramLabel = "FILE", description = "The new file.")
    private Path file;

    @Override
    ExitCode run(final Api api) throws IOException {
        final Request request = Request.of("POST", "/v1/backup");
        if (dryRun()) {
            refuseTaken();
            return printChange(change(api, request), answer -> "a backup in " + file);
        }
        create();
        boolean whole = false;
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                api.copy(request, out);
            }
            check();
            whole = true;
        } finally {
            if (!whole) {
                Files.delete(file);
            }
        }
        final long bytes = Files.size(file);
        out().println(json() ? "{\"file\":" + quoted(file.toString()) + ",\"bytes\":" + bytes + "}"
                : "backup of " + bytes + " bytes in " + file);
        return ExitCode.DONE;
    }

    private void create() {
        refuseTaken();
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be written: " + e, e);
        }
    }

    private void refuseTaken() {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException(file + " is there already (expected: a new file)");
        }
    }

    /** What gzip wrote knows its own end: an answer that was cut shows here, and not when it is needed. */
    private void check() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IOException("the backup came cut in half: " + e.getMessage(), e);
        }
    }
}
