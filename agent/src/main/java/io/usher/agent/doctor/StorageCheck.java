package io.usher.agent.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the database and the journals of taken seats lie. */
final class StorageCheck implements Check {

    private static final List<String> OF_MEMORY = List.of("tmpfs", "ramfs");
    private static final List<String> OF_NETWORK = List.of("nfs", "nfs4", "cifs", "smb3", "ceph", "fuse.sshfs", "9p");
    private static final long LEAST_BYTES = 64 * 1024 * 1024;

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) throws IOException {
        for (final Path folder : patient.folders()) {
            if (Files.isDirectory(folder.resolve("seats"))) {
                look(folder, Files.getFileStore(folder), report);
            }
        }
    }

    private static void look(final Path folder, final FileStore store, final Report report) throws IOException {
        final String kind = store.type();
        if (OF_MEMORY.contains(kind)) {
            report.warning(folder.toString(), "lies in memory (" + kind + "): what was set at runtime, tokens, schedules, history"
                    + " and the journal of taken seats are gone after a reboot", "give --data-dir a folder on a disk; where the"
                    + " machine can lose its power, set cold-start-hold too");
        } else if (OF_NETWORK.contains(kind)) {
            report.error(folder.toString(), "lies on the network (" + kind + "): a generation writes its journal of taken seats"
                    + " there before each request, and stands still while the network does",
                    "give --data-dir a folder on a local disk");
        } else {
            report.note(folder.toString(), "the journal of taken seats lies on a disk (" + kind + "): what the kernel has not yet"
                    + " written is lost where the machine loses its power", "set cold-start-hold where that matters");
        }
        if (store.getUsableSpace() < LEAST_BYTES) {
            report.error(folder.toString(), "only " + store.getUsableSpace() / 1024 + " KiB are free: without room no seat can be"
                    + " taken and nothing is remembered", "free some room");
        }
    }
}
