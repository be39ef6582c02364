package io.usher.agent.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program of the agent to its end. */
final class Programs {

    private Programs() {
    }

    /**
     * How one ended.
     *
     * @param code its exit code
     * @param said on both streams
     */
    record Ended(int code, String said) {
    }

    /** {@code usher}, towards an agent. */
    static Ended usher(final Stage stage, final Map<String, String> environment, final String... arguments) throws Exception {
        return run(stage, "usher", environment, arguments);
    }

    /** {@code usher-agent} with a command that ends. */
    static Ended agent(final Stage stage, final String... arguments) throws Exception {
        return run(stage, "usher-agent", Map.of(), arguments);
    }

    private static Ended run(final Stage stage, final String program, final Map<String, String> environment,
            final String... arguments) throws IOException, InterruptedException {
        final Path output = Files.createTempFile(stage.folder, program, ".said");
        final List<String> command = new ArrayList<>(List.of(Stage.ROOT.resolve("agent/bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        final Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " hangs: " + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
