package io.usher.agent.cli;

import io.usher.agent.access.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** How the agent is reached: TCP, TLS or a unix socket; java.net.http knows no unix sockets. */
final class Transport {

    /** What the name of an agent at a unix socket begins with. */
    static final String UNIX = "unix:";

    private final String server;
    private final Path authorities;
    private final Path certificate;
    private final Path key;

    /**
     * @param server      http://HOST:PORT, https://HOST:PORT or unix:PATH
     * @param authorities whose certificates the agent may show; null = those that Java knows
     * @param certificate of the client; null = none
     * @param key         of that; null = none
     */
    Transport(final String server, final Path authorities, final Path certificate, final Path key) {
        this.server = server;
        this.authorities = authorities;
        this.certificate = certificate;
        this.key = key;
        if (!unix()) {
            uri();
        }
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--certificate and --key: only one of them (expected: both or none)");
        }
    }

    /** Two streams that end together. */
    record Connection(InputStream in, OutputStream out, AutoCloseable socket) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                socket.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    /** What stands in the Host field. */
    String host() {
        return unix() ? "localhost" : uri().getHost() + ":" + port();
    }

    Connection open() throws IOException {
        if (unix()) {
            final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(Path.of(server.substring(UNIX.length()))));
            return new Connection(Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
        }
        final String name = uri().getHost().replaceAll("[\\[\\]]", "");
        final InetSocketAddress address = new InetSocketAddress(name, port());
        if (address.isUnresolved()) {
            throw new IOException("no such host '" + name + "'");
        }
        final Socket plain = new Socket(address.getAddress(), address.getPort());
        final Socket socket = tls() ? secure(plain, name) : plain;
        return new Connection(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    private Socket secure(final Socket plain, final String name) throws IOException {
        try {
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            final SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
            final SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the name must be the certificate's (RFC 9110, 4.3.4)
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            plain.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private KeyManager[] keys() throws IOException, GeneralSecurityException {
        if (certificate == null) {
            return null;
        }
        final KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(Pem.identity(certificate, key), Pem.NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private TrustManager[] trust() throws IOException, GeneralSecurityException {
        if (authorities == null) {
            return null;
        }
        final TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(Pem.authorities(authorities));
        return factory.getTrustManagers();
    }

    private boolean unix() {
        return server.startsWith(UNIX);
    }

    private boolean tls() {
        return "https".equals(uri().getScheme());
    }

    /** The port that is named, or the scheme's own. */
    int port() {
        return uri().getPort() >= 0 ? uri().getPort() : tls() ? 443 : 80;
    }

    private URI uri() {
        final URI uri = URI.create(server.contains("://") ? server : "http://" + server);
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("--server: '" + server
                    + "' (expected: http://HOST:PORT, https://HOST:PORT or unix:PATH)");
        }
        return uri;
    }
}
