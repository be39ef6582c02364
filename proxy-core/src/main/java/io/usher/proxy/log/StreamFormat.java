package io.usher.proxy.log;

import io.netty.util.NetUtil;
import io.usher.proxy.config.Bind;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.Mode;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.traffic.StreamRecord;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * The text of a stream's line in HAProxy's HTTP format (configuration manual 8.2.3), TCP format (8.2.2) or, without
 * either option, the default one (8.2.1). Not thread-safe; each thread that formats has its own.
 */
final class StreamFormat {

    /** HAProxy keeps so many bytes of a request line ({@code tune.http.logurilen}, default 1024 with its end mark). */
    private static final int REQUEST_LINE_BYTES = 1023;

    private final LocalClock clock;

    StreamFormat(final LocalClock clock) {
        this.clock = clock;
    }

    void write(final LogLine line, final StreamRecord record) {
        final Proxy section = record.frontend().section();
        if (section.options().httplog() && section.mode() == Mode.HTTP) {
            http(line, record, section);
        } else if (section.options().httplog() || section.options().tcplog()) {
            tcp(line, record, section);
        } else {
            connect(line, record, section);
        }
    }

    private void http(final LogLine line, final StreamRecord record, final Proxy section) {
        client(line, record, section);
        clock.access(line.add(" ["), record.requestMillis());
        names(line.add("] "), record);
        line.add(' ').add(record.requestTime()).add('/').add(record.queueTime()).add('/').add(record.connectTime())
            .add('/').add(record.responseTime()).add('/').add(record.activeTime())
            .add(' ').add(record.status()).add(' ').add(record.bytesToClient())
            .add(" - - ").add(record.cause()).add(record.phase()).add("-- ");
        counts(line, record);
        line.add(" \"").escaped(record.requestLine(), REQUEST_LINE_BYTES).add('"');
    }

    private void tcp(final LogLine line, final StreamRecord record, final Proxy section) {
        client(line, record, section);
        clock.access(line.add(" ["), record.acceptMillis());
        names(line.add("] "), record);
        line.add(' ').add(record.queueTime()).add('/').add(record.connectTime()).add('/').add(record.totalTime())
            .add(' ').add(record.bytesToClient()).add(' ').add(record.cause()).add(record.phase()).add(' ');
        counts(line, record);
    }

    private static void connect(final LogLine line, final StreamRecord record, final Proxy section) {
        if (record.clientAddress() instanceof InetSocketAddress client) {
            address(line.add("Connect from "), client);
            line.add(" to ");
            if (record.frontendAddress() instanceof InetSocketAddress frontend) {
                address(line, frontend);
            } else {
                line.add("undetermined address:0");
            }
        } else {
            line.add("Connect to unix:").add(listenerNumber(record, section));
        }
        line.add(" (").add(section.name()).add(section.mode() == Mode.HTTP ? "/HTTP)" : "/TCP)");
    }

    private static void names(final LogLine line, final StreamRecord record) {
        line.add(record.frontend().name()).add(' ').add(record.backendName()).add('/').add(record.serverName());
    }

    private static void counts(final LogLine line, final StreamRecord record) {
        line.add(record.connectionsTotal()).add('/').add(record.frontendConnections()).add('/')
            .add(record.backendConnections()).add('/').add(record.serverConnections()).add('/');
        if (record.redispatched()) {
            line.add('+');
        }
        line.add(record.retries()).add(' ').add(record.serverQueue()).add('/').add(record.backendQueue());
    }

    private static void client(final LogLine line, final StreamRecord record, final Proxy section) {
        if (record.clientAddress() instanceof InetSocketAddress client) {
            address(line, client);
        } else {
            line.add("unix:").add(listenerNumber(record, section));
        }
    }

    private static void address(final LogLine line, final InetSocketAddress address) {
        line.add(NetUtil.toAddressString(address.getAddress())).add(':').add(address.getPort());
    }

    /** HAProxy names a unix client by the number of the listener it came through, counted from 1 in its proxy. */
    private static int listenerNumber(final StreamRecord record, final Proxy section) {
        final SocketAddress reached = record.frontendAddress();
        final List<Bind> binds = section.binds();
        for (int i = 0; reached != null && i < binds.size(); i++) {
            if (binds.get(i).address() instanceof BindAddress.Unix unix && isNameOf(unix.path(), reached.toString())) {
                return i + 1;
            }
        }
        return 1;
    }

    /** The kernel knows a socket by the temporary name it was bound to before its file got its own. */
    private static boolean isNameOf(final String path, final String bound) {
        return bound.equals(path) || bound.startsWith(path + ".") && bound.endsWith(".tmp");
    }
}
