package io.usher.proxy.log;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes lines to an open descriptor ({@code stdout}, {@code stderr}, {@code fd@N}). A pipe nobody reads makes the log
 * thread wait, and only that: the descriptor may be shared with other programs, so it is not made non-blocking.
 */
final class DescriptorOutput implements LogOutput {

    private final FileDescriptor descriptor;

    DescriptorOutput(final int number) {
        Epoll.ensureAvailability();
        descriptor = new FileDescriptor(number);
    }

    @Override
    public boolean send(final ByteBuffer line) throws IOException {
        int position = line.position();
        while (position < line.limit()) {
            final int written = descriptor.write(line, position, line.limit());
            if (written <= 0) {
                return false;
            }
            position += written;
        }
        return true;
    }

    /** Leaves the descriptor open: it belongs to whoever started the program. */
    @Override
    public void close() {
    }
}
