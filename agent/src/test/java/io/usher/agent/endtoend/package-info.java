/**
 * End-to-end tests: the real launchers, real sockets, real servers. {@link io.usher.agent.endtoend.Stage} sets everything up
 * and takes it down. What counts is what the servers and the clients saw, never what the programs say of themselves.
 */
package io.usher.agent.endtoend;
