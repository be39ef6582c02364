package io.usher.agent.generation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts programs that outlive the agent: in a session of their own, with their output in a file and never in a pipe. */
public interface ProcessLauncher {

    /**
     * @param command program and arguments
     * @param output  file that standard output and standard error are appended to
     * @throws IOException if the program cannot be started, naming it
     */
    LaunchedProcess start(List<String> command, Path output) throws IOException;
}
