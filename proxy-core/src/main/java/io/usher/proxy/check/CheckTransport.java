package io.usher.proxy.check;

import java.net.SocketAddress;
import java.util.Optional;

/** How checks reach servers. All calls and call-backs on the check's loop. */
interface CheckTransport {

    /** How texts of errors begin that never reached the network. */
    String LOCAL_ERROR = "General socket error";

    /** Begins to connect; the listener hears how it goes, never before this call has returned. */
    Connection connect(CheckLoop loop, SocketAddress address, Listener listener);

    /** One connection of a check. */
    interface Connection {

        /** Sends bytes. */
        void send(byte[] bytes);

        /**
         * Ends it from our side, in one step: a connect that the server has not answered yet is taken back; on an established
         * connection, heard of or not, our FIN is sent, then all is read and discarded until the server's, which the listener
         * hears as {@code closed}.
         *
         * @return whether it is established; else nothing of it reaches the server, and the listener hears nothing more
         */
        boolean finish();

        /** Closes at once: by RST if it is established. The listener hears nothing more. */
        void abort();
    }

    /** Hears of one connection. */
    interface Listener {

        /** It is established. */
        void connected();

        /** Bytes came; the array is the listener's. */
        void received(byte[] bytes);

        /**
         * It is over: the server's FIN or RST came, or it was never established. Heard once, and nothing after it.
         *
         * @param error what the kernel said, for instance "Connection reset by peer"; empty after a FIN
         */
        void closed(Optional<String> error);
    }
}
