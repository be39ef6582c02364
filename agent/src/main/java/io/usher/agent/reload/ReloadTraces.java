package io.usher.agent.reload;

/**
 * What is kept of a reload for the agent alone, so that its true end can be told after a death.
 *
 * @param toGeneration   key of the record of the generation that it started; 0 if none came to serve
 * @param regainedBefore how often the generation that served had taken over again when this began: if it says more later, the
 *                       successor had got as far as to take over
 */
record ReloadTraces(long toGeneration, long regainedBefore) {
    static final ReloadTraces NONE = new ReloadTraces(0, 0);

    ReloadTraces to(final long generation) {
        return new ReloadTraces(generation, regainedBefore);
    }
}
