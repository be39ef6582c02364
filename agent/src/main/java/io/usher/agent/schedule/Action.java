package io.usher.agent.schedule;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;

/**
 * How one kind of action is done. Any thread; one firing is with one thread at a time.
 *
 * @param <A> the kind
 */
interface Action<A extends ScheduleAction> {

    /**
     * Judges it before a schedule is made.
     *
     * @param here whether this agent may be the one to do it: what it acts on must be there
     * @throws Invalid naming the parameter that is wrong
     */
    void validate(A action, boolean here) throws Invalid;

    /** Begins it. A {@link Refusal} ends the firing as failed. */
    Progress begin(A action, Firing firing, Requester who) throws Refusal;

    /**
     * Goes on with what runs; asked about once a second, also after a restart.
     *
     * @return how it stands; what equals the firing is no news. {@link Unavailable} is no news either, any other {@link Refusal}
     *         ends the firing as failed.
     */
    Progress goOn(A action, Firing firing, Requester who) throws Refusal;
}
