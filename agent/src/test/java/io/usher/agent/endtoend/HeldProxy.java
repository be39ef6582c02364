package io.usher.agent.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code usher-proxy} behind a script that stops where a test says so: before a check of the configuration, before the program
 * itself is started, or, by its own stop points, at a message of the handover.
 */
final class HeldProxy {

    private final Stage stage;
    private final Path script;

    HeldProxy(final Stage stage) throws IOException {
        this.stage = stage;
        script = stage.folder.resolve("held-proxy");
        Files.writeString(script, """
                #!/bin/sh
                folder=${0%/*}
                case " $* " in
                    *" -c "*) step=check ;;
                    *generation-*) step=launch ;;
                    *) step=none ;;
                esac
                if [ $step = launch ] && [ -e "$folder/options" ]; then
                    USHER_JAVA_OPTS=$(cat "$folder/options")
                    export USHER_JAVA_OPTS
                    rm "$folder/options"
                fi
                if [ -e "$folder/hold-$step" ]; then
                    echo $$ >"$folder/held.new"
                    mv "$folder/held.new" "$folder/held"
                    while [ -e "$folder/hold-$step" ]; do sleep 0.02; done
                fi
                exec 'PROXY' "$@"
                """.replace("PROXY", Stage.ROOT.resolve("proxy-core/bin/usher-proxy").toString()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    String command() {
        return script.toString();
    }

    /** The next one of that kind stops there: {@code check}, {@code launch}, or {@code MOMENT,MESSAGE} of the successor. */
    void arm(final String step) throws IOException {
        Files.deleteIfExists(stage.folder.resolve("held"));
        if (step.contains(",")) {
            Files.writeString(stage.folder.resolve("options"), "-Dusher.stop-point=successor," + step + ",stop");
        } else {
            Files.createFile(stage.folder.resolve("hold-" + step));
        }
    }

    /** The process that has stopped there, if it has; {@code others} are not meant. */
    Optional<Long> stopped(final String step, final List<Long> others) throws IOException {
        if (step.contains(",")) {
            return stage.proxies().stream().filter(pid -> !others.contains(pid) && state(pid) == 'T').findFirst();
        }
        final Path held = stage.folder.resolve("held");
        return Files.exists(held) ? Optional.of(Long.valueOf(Files.readString(held).strip())) : Optional.empty();
    }

    /** It goes on. */
    void release(final String step, final long pid) throws IOException, InterruptedException {
        if (step.contains(",")) {
            new ProcessBuilder("kill", "-CONT", String.valueOf(pid)).start().waitFor(20, TimeUnit.SECONDS);
        } else {
            Files.deleteIfExists(stage.folder.resolve("hold-" + step));
        }
    }

    /** As proc(5) has it; a blank where the process is gone. */
    private static char state(final long pid) {
        try {
            final String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return ' ';
        }
    }
}
