/**
 * {@code usher}, the command line for people. It speaks only the REST API, so whatever it does a script can do with curl.
 *
 * <p>Entry class: {@link io.usher.agent.cli.Main}. Everything runs on the main thread.
 */
package io.usher.agent.cli;
