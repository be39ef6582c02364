/**
 * Notices what happens at the proxies and publishes it as events: servers from the tables that the agent reads anyway, about
 * once a second; generations as the supervisor tells of them; drains, holds and contested seats by asking each generation, as
 * often as something goes on. What a later agent finds different from the last stored event happened while none looked, and is
 * published then.
 *
 * <p>Entry class: {@link io.usher.agent.watch.Watch}. The observer's thread; what other threads tell is passed on to it.
 */
package io.usher.agent.watch;
