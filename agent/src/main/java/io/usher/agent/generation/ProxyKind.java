package io.usher.agent.generation;

import io.usher.agent.proxy.ProxyClient;

import java.util.List;

/**
 * What differs between the programs that generations can be processes of. {@link ProxyKinds} tells which kind a program is.
 */
public interface ProxyKind {

    /** Program and version, for people, e.g. {@code HAProxy 2.6.12}; no version where it was not asked for. */
    String name();

    /** What is not exact with it, a sentence each for people; empty where the promise holds. */
    List<String> limits();

    /** Whether what it tells of seats is all there is to know of them. */
    default boolean exact() {
        return limits().isEmpty();
    }

    /**
     * Whether generations hand over to each other: a successor knows what its predecessor still holds, and the predecessor
     * takes over again where its successor dies. Where they do not, only the end of its process says that one is drained.
     */
    boolean handsOver();

    /** Where a generation takes commands. */
    ProxyClient client(int fileName);

    /** What the agent's own {@code -f} file says. */
    String ownConfiguration(int fileName);

    /** Options for the start of a generation that stand before its files. */
    List<String> options(int fileName);

    /** Options for {@code -c} by which it says what it finds so that programs can read it; none where it cannot. */
    default List<String> checkOptions() {
        return List.of();
    }

    /** Options that let it take over the predecessor's listeners and end it softly. */
    List<String> takeOver(Generation predecessor);

    /**
     * Lets a generation serve what it has, take nothing new, and end.
     *
     * @throws io.usher.agent.proxy.ProxyUnreachable where it could not be told
     */
    void finish(Generation generation);
}
