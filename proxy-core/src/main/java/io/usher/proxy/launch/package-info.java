/**
 * The program {@code usher-proxy}: command line, start, rights, signals, and the assembly of everything else.
 *
 * <p>Entry: {@link io.usher.proxy.launch.Main}. The main thread reads the configuration, assembles the parts in
 * {@link io.usher.proxy.launch.Assembly} and returns when the generation serves; after that the process lives by its event
 * loops, signals come in on the JVM's own thread, and {@link io.usher.proxy.launch.ServingProcess} is called on the thread
 * {@code generation}. Nobody calls this package.
 */
package io.usher.proxy.launch;
