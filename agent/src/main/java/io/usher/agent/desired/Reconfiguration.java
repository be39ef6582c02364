package io.usher.agent.desired;

import io.usher.agent.request.Refusal;

/**
 * What belongs to a change of the configuration that runs, besides the values that {@link DesiredServers} sets. All of it is
 * done with writes held back, on the thread of whoever changes the configuration.
 */
public interface Reconfiguration {

    /** Before the values are set. */
    void first() throws Refusal;

    /** When all values are set; after it nothing can fail. */
    void last() throws Refusal;

    /** Where {@link #first}, a value or {@link #last} was refused; the values are set back after it. */
    void undo();
}
