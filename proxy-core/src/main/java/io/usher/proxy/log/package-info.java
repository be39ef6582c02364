/**
 * Log lines as HAProxy 2.6 writes them, byte for byte, and the places they go to.
 *
 * <p>Entry class: {@link io.usher.proxy.log.LogSink}. Event loops (streams) and whoever changes a server's state call it;
 * they format the text of a line and put it into a bounded queue, which never blocks: a line that finds the queue full is
 * counted and dropped. One thread, named {@code log}, takes lines out, puts each target's header before them and sends
 * them. Classes whose Javadoc names no other thread belong to that one.
 */
package io.usher.proxy.log;
