package io.usher.agent.control;

import io.usher.agent.request.Requester;

/** Ends proxies and agent on purpose. Any thread; returns at once, the work goes on behind. */
public interface StopService {

    /**
     * @param now false: every generation finishes what it has (however long that takes), then the agent ends; true: at once
     */
    void stop(boolean now, Requester by);

    /** True once a stop has been asked for. */
    boolean stopping();
}
