package io.usher.agent.proxy;

/**
 * What a stats socket answered.
 *
 * @param text the answer, without the closing empty line
 * @param pid  process that made the socket, as the kernel says
 */
record Answer(String text, long pid) {
}
