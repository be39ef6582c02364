package io.usher.proxy.launch;

import io.netty.util.Version;
import java.util.Map;

/** What {@code -v}, {@code -vv} and the help say, in the shape that tools made for HAProxy read. */
final class VersionText {
    /** Usher's version. */
    static final String NUMBER = "0.1.0";
    /** When that was released. */
    static final String DATE = "2026/11/22";
    /** The HAProxy whose language is spoken. */
    private static final String SPOKEN = "2.6.12";

    private VersionText() {
    }

    /** The lines of {@code -v}. */
    static String brief() {
        return "HAProxy version " + SPOKEN + "-usher-" + NUMBER + " " + DATE
                + " - Usher " + NUMBER + ", a load balancer of its own that speaks HAProxy 2.6's language\n"
                + "Status: development.\n"
                + "Running on: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + "\n";
    }

    /** The lines of {@code -vv}. */
    static String full() {
        final Map<String, Version> netty = Version.identify();
        final String epoll = netty.containsKey("netty-transport-classes-epoll")
                ? netty.get("netty-transport-classes-epoll").artifactVersion() : "unknown";
        return brief() + "Build options :\n"
                + "  TARGET  = linux-glibc\n"
                + "  CPU     = generic\n"
                + "  OPTIONS = \n\n"
                + "Feature list : -51DEGREES +ACCEPT4 -BACKTRACE -CPU_AFFINITY -CRYPT_H -DEVICEATLAS -DL -ENGINE +EPOLL"
                + " -EVPORTS +GETADDRINFO -KQUEUE -LIBCRYPT -LINUX_SPLICE -LINUX_TPROXY -LUA -MEMORY_PROFILING -NETFILTER"
                + " -NS -OPENSSL -OT -PCRE -PCRE2 -PCRE2_JIT -PCRE_JIT -POLL -PRCTL -PROMEX -QUIC -RT -SLZ -SYSTEMD -TFO"
                + " +THREAD -THREAD_DUMP -TPROXY -WURFL -ZLIB\n\n"
                + "Default settings :\n"
                + "  bufsize = 16384, maxrewrite = 1024\n\n"
                + "Built with multi-threading support (MAX_THREADS=64, default="
                + Runtime.getRuntime().availableProcessors() + ").\n"
                + "Running on Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor")
                + "), Netty " + epoll + "\n\n"
                + "Available polling systems :\n"
                + "      epoll : pref=300,  test result OK\n"
                + "Total: 1 (1 usable), will use epoll.\n";
    }

    /** The help. */
    static String usage() {
        return brief() + """
                Usage : usher-proxy [-f <cfgfile|cfgdir>]* [ -vdVD ] [ -n <maxconn> ] [ -p <pidfile> ]
                        [ -m <max megs> ] [ -C <dir> ] [-- <cfgfile>*]
                        -v displays version ; -vv shows known build options.
                        -d stays in the foreground and is not quiet ; -db only disables background mode.
                        -V enters verbose mode (disables quiet mode)
                        -D goes daemon ; -C changes to <dir> before loading files.
                        -q quiet mode : don't display messages
                        -c check mode : only check config files and exit
                        --json with -c : says all findings as one JSON object on standard output
                        -n sets the maximum total # of connections
                        -m limits the size of the Java heap (in MB)
                        -p writes the pid to this file
                        -dW fails if any warning is emitted
                        -sf/-st [pid ]* takes over from old pids, which finish/terminate
                        -x <unix_socket> takes over from the generation behind this stats socket
                """;
    }
}
