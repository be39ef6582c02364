package io.usher.proxy.check;

import io.usher.proxy.config.HttpCheck;
import io.usher.proxy.config.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Makes the exchanges that a backend's configuration asks for. */
final class Exchanges {

    private static final String VERSION_1_1 = "HTTP/1.1";

    private Exchanges() {
    }

    static Supplier<Exchange> of(final Proxy section) {
        if (section.options().httpCheck().isEmpty()) {
            return Exchange.Tcp::new;
        }
        final byte[] request = request(section.options().httpCheck().get(), true);
        final byte[] kept = request(section.options().httpCheck().get(), false);
        return () -> new Exchange.Http(request, kept);
    }

    /** The request as HAProxy writes it: header lines behind the version are kept, 1.1 gets "connection: close". */
    private static byte[] request(final HttpCheck check, final boolean closes) {
        final StringBuilder text = new StringBuilder();
        text.append(check.method()).append(' ').append(check.uri()).append(' ');
        final String[] lines = check.version().isBlank() ? new String[] {"HTTP/1.0"} : check.version().split("\r?\n");
        text.append(lines[0]).append("\r\n");
        for (int i = 1; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                text.append(lines[i]).append("\r\n");
            }
        }
        if (closes && lines[0].equals(VERSION_1_1)) {
            text.append("connection: close\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
