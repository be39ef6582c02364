/**
 * What happens, told as it happens and kept: whoever changes or notices something worth watching publishes it through
 * {@link io.usher.agent.event.EventSink}; {@link io.usher.agent.event.EventLog} stores it and then tells all subscribers.
 *
 * <p>Anybody publishes, on any thread, without waiting. Storing, telling, catching up and heartbeats are done by one thread,
 * {@code usher-events}, which alone touches the subscriptions.
 */
package io.usher.agent.event;
