package io.usher.proxy.check;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Connections that end as the test says. */
final class FakeTransport implements CheckTransport {

    final List<Fake> opened = new ArrayList<>();

    @Override
    public Connection connect(final CheckLoop loop, final SocketAddress address, final Listener listener) {
        final Fake fake = new Fake(address, listener);
        opened.add(fake);
        return fake;
    }

    Fake last() {
        return opened.get(opened.size() - 1);
    }

    /** One connection. */
    static final class Fake implements Connection {
        final SocketAddress address;
        final StringBuilder sent = new StringBuilder();
        boolean finished;
        boolean takenBack;
        boolean aborted;
        boolean establishedUnheard;
        private boolean heard;
        private final Listener listener;

        Fake(final SocketAddress address, final Listener listener) {
            this.address = address;
            this.listener = listener;
        }

        void accept() {
            heard = true;
            listener.connected();
        }

        void answer(final String text) {
            listener.received(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void fin() {
            listener.closed(Optional.empty());
        }

        void error(final String text) {
            listener.closed(Optional.of(text));
        }

        @Override
        public void send(final byte[] bytes) {
            sent.append(new String(bytes, StandardCharsets.ISO_8859_1));
        }

        @Override
        public boolean finish() {
            finished = heard || establishedUnheard;
            takenBack = !finished;
            return finished;
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }
}
