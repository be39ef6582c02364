package io.usher.proxy.check;

import io.usher.proxy.live.CheckStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What one check says to the server and how it judges the answer. Pure; one use. */
interface Exchange {

    /** The end of an exchange: status, HTTP status or 0, free text. */
    record Verdict(CheckStatus status, int code, String info) {
    }

    /** What to send once connected; empty array = nothing. */
    byte[] request();

    /** What to send on a connection that is not to be closed after it. */
    default byte[] keptRequest() {
        return request();
    }

    /** The connection is established. */
    Optional<Verdict> connected();

    /** Bytes came. */
    Optional<Verdict> received(byte[] bytes);

    /** The server closed before a verdict. */
    Verdict closed();

    /** What a verdict that took too long is called. */
    CheckStatus timeout();

    /** A check that is passed as soon as it is connected. */
    final class Tcp implements Exchange {

        @Override
        public byte[] request() {
            return new byte[0];
        }

        @Override
        public Optional<Verdict> connected() {
            return Optional.of(new Verdict(CheckStatus.L4OK, 0, ""));
        }

        @Override
        public Optional<Verdict> received(final byte[] bytes) {
            return Optional.empty();
        }

        @Override
        public Verdict closed() {
            return new Verdict(CheckStatus.L4CON, 0, "");
        }

        @Override
        public CheckStatus timeout() {
            return CheckStatus.L4TOUT;
        }
    }

    /** A question to an agent, answered by one line (HAProxy configuration manual, 5.2 "agent-check"). */
    final class Agent implements Exchange {

        private static final int MAX_LINE = 16_384;

        private final byte[] request;
        private final StringBuilder text = new StringBuilder();
        private String line;

        Agent(final String send) {
            request = send.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** The line without its end; null until it is complete. */
        String line() {
            return line;
        }

        @Override
        public byte[] request() {
            return request.clone();
        }

        @Override
        public Optional<Verdict> connected() {
            return Optional.empty();
        }

        @Override
        public Optional<Verdict> received(final byte[] bytes) {
            text.append(new String(bytes, StandardCharsets.ISO_8859_1));
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == '\r' || text.charAt(i) == '\n') {
                    line = text.substring(0, i);
                    return Optional.of(new Verdict(CheckStatus.CHECKED, 0, ""));
                }
            }
            return text.length() > MAX_LINE ? Optional.of(closed()) : Optional.empty();
        }

        @Override
        public Verdict closed() {
            return text.isEmpty() ? new Verdict(CheckStatus.L7RSP, 0, "")
                : new Verdict(CheckStatus.CHECKED, 0, "Ignoring incomplete line from agent");
        }

        @Override
        public CheckStatus timeout() {
            return CheckStatus.L7TOUT;
        }
    }

    /**
     * A check that wants an HTTP answer of status 200 to 399 ({@code option httpchk}; HAProxy configuration manual, 4.2).
     * Only the head's end and the status line are looked at.
     */
    final class Http implements Exchange {

        /** HAProxy's HCHK_DESC_LEN, less its end. */
        private static final int MAX_INFO = 127;
        private static final int MAX_HEAD = 16_384;
        private static final int STATUS_AT = 9;

        private final byte[] request;
        private final byte[] kept;
        private final StringBuilder head = new StringBuilder();

        Http(final byte[] request, final byte[] kept) {
            this.request = request.clone();
            this.kept = kept.clone();
        }

        @Override
        public byte[] keptRequest() {
            return kept.clone();
        }

        @Override
        public byte[] request() {
            return request.clone();
        }

        @Override
        public Optional<Verdict> connected() {
            return Optional.empty();
        }

        @Override
        public Optional<Verdict> received(final byte[] bytes) {
            head.append(new String(bytes, StandardCharsets.ISO_8859_1));
            if (!"HTTP/1.".startsWith(head.substring(0, Math.min(7, head.length())))) {
                return Optional.of(invalid());
            }
            if (head.indexOf("\r\n\r\n") >= 0 || head.indexOf("\n\n") >= 0) {
                return Optional.of(judge());
            }
            return head.length() > MAX_HEAD ? Optional.of(invalid()) : Optional.empty();
        }

        private Verdict judge() {
            final String line = head.substring(0, head.indexOf("\n")).stripTrailing();
            if (!line.matches("HTTP/1\\.[0-9] [1-9][0-9][0-9]( .*)?")) {
                return invalid();
            }
            final int code = Integer.parseInt(line.substring(STATUS_AT, STATUS_AT + 3));
            if (code >= 200 && code < 400) {
                return new Verdict(CheckStatus.L7OK, code, "");
            }
            final String reason = line.length() > STATUS_AT + 4 ? line.substring(STATUS_AT + 4) : "";
            return new Verdict(CheckStatus.L7STS, code, reason.substring(0, Math.min(MAX_INFO, reason.length())));
        }

        @Override
        public Verdict closed() {
            return invalid();
        }

        private static Verdict invalid() {
            return new Verdict(CheckStatus.L7RSP, 0, "");
        }

        @Override
        public CheckStatus timeout() {
            return CheckStatus.L7TOUT;
        }
    }
}
