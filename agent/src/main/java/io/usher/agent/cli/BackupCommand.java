package io.usher.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code usher backup}. */
@Command(name = "backup", description = "Write a backup of the agent's database, while it is in use, to a new file that only you can"
        + " read. 'usher-agent restore' takes it.")
final class BackupCommand extends AgentCommand {

    @Parameters(paramLabel = "FILE", description = "The new file.")
    private Path file;

    @Override
    int run(final Api api) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(file + " is there already (expected: a new file)", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be written: " + e, e);
        }
        boolean whole = false;
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                api.copy("POST", "/v1/backup", null, out);
            }
            check();
            whole = true;
        } finally {
            if (!whole) {
                Files.delete(file);
            }
        }
        out().println("backup of " + Files.size(file) + " bytes in " + file);
        return ExitCode.DONE;
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
