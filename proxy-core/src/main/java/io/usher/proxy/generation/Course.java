package io.usher.proxy.generation;

/** What the two roles tell the generation they belong to. Thread: {@code generation}. */
interface Course {

    /** The generation is in that state now. */
    void entered(GenerationState state);

    /** The generation before holds nothing any more; this one may have begun to finish meanwhile. */
    void predecessorGone();

    /** The process is to end now, with that status. */
    void exit(int status, String why);
}
