/**
 * {@code usher doctor}: looks on this host for what breaks from outside what the agent and its proxies promise. Each kind of look
 * is a {@link io.usher.agent.doctor.Check}; it changes nothing.
 *
 * <p>Entry class: {@link io.usher.agent.doctor.Doctor}. Everything runs on the thread that calls it.
 */
package io.usher.agent.doctor;
