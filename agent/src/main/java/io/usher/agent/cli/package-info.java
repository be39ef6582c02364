/**
 * {@code usher}, the command line for people. It speaks only the REST API, so whatever it does a script can do with curl.
 *
 * <p>Entry class: {@link io.usher.agent.cli.Main}, which lists the commands. A command is an
 * {@link io.usher.agent.cli.AgentCommand}, one that changes something a {@link io.usher.agent.cli.ChangeCommand}: the options
 * {@code --server}, {@code --token-file}, {@code --json}, {@code --dry-run} come with them. A command that only holds others is a
 * {@link io.usher.agent.cli.CommandGroup}. Everything runs on the main thread.
 */
package io.usher.agent.cli;
