package io.usher.proxy.live;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Opens and closes a frontend's listening sockets as {@link Frontend#paused()} says. On the thread {@code generation}. */
@FunctionalInterface
public interface FrontendGate {

    /** {@return completes when its sockets are as they should be, with why some could not be opened} */
    CompletionStage<List<String>> follow(Frontend frontend);
}
