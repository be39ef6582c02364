package io.usher.proxy.log;

import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.LogTarget.Severity;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One {@code log} line of the configuration at work: its header, its length limit, its socket. Log thread only. */
final class LogOutlet {

    private final LogTarget target;
    private final SyslogHeader header;
    private final LogOutput output;
    private final PrintStream complaints;
    private boolean complained;

    LogOutlet(final LogTarget target, final SyslogHeader header, final LogOutput output, final PrintStream complaints) {
        this.target = target;
        this.header = header;
        this.output = output;
        this.complaints = complaints;
    }

    /**
     * Opens what a target needs.
     *
     * @throws IOException naming the target, if its host is unknown or no socket is to be had
     */
    static LogOutput open(final LogTarget target) throws IOException {
        if (target.destination() instanceof BindAddress.Inet inet) {
            final String host = inet.host().isEmpty() ? "127.0.0.1" : inet.host();
            final InetSocketAddress receiver = new InetSocketAddress(host, inet.port());
            if (receiver.isUnresolved()) {
                throw new IOException(target.position() + ": log target '" + host + ":" + inet.port()
                    + "': the host name cannot be resolved");
            }
            return new UdpOutput(receiver);
        }
        if (target.destination() instanceof BindAddress.Unix unix) {
            return new UnixOutput(unix.path());
        }
        return new DescriptorOutput(((BindAddress.Inherited) target.destination()).fd());
    }

    /** Whether lines of that severity are wanted here. */
    boolean wants(final Severity severity) {
        return severity.ordinal() <= target.level().ordinal();
    }

    /**
     * Sends one line.
     *
     * @param buffer scratch space, direct, at least as long as the longest line
     * @return false if the line is lost
     */
    boolean send(final Severity severity, final byte[] text, final LogLine line, final ByteBuffer buffer,
                 final LocalClock clock, final long millis) {
        line.start(longest());
        header.write(line, severity, clock, millis);
        line.add(text);
        buffer.clear();
        line.copyTo(buffer);
        buffer.put((byte) '\n').flip();
        try {
            return output.send(buffer);
        } catch (final IOException e) {
            complain(e);
            return false;
        }
    }

    /** HAProxy counts the line feed only for descriptors. */
    private int longest() {
        return target.destination() instanceof BindAddress.Inherited ? target.length() - 1 : target.length();
    }

    private void complain(final IOException cause) {
        if (!complained) {
            complained = true;
            complaints.println("[ALERT] log target " + target.destination() + " (" + target.position()
                + "): a line could not be sent: " + cause.getMessage());
        }
    }

    void close() {
        try {
            output.close();
        } catch (final IOException e) {
            complain(e);
        }
    }
}
