package io.usher.agent.rest;

import io.usher.agent.access.Pem;
import io.usher.agent.access.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of {@code https://} listeners. Changed files are taken up within about two seconds, for new connections;
 * files that cannot be read change nothing, and the log says so. Looks on the thread {@code rest-certificates}.
 */
final class Certificates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final long LOOK_SECONDS = 2;

    private final TlsFiles files;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread thread = new Thread(task, "rest-certificates");
        thread.setDaemon(true);
        return thread;
    });
    private String seen; // the looking thread's, once it runs

    /** @throws IOException naming the file that is wrong */
    Certificates(final TlsFiles files) throws IOException {
        this.files = files;
        this.seen = fingerprint();
        load(factory);
        factory.setWantClientAuth(files.clientAuthorities().isPresent());
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /** Begins to look whether files change. */
    void watch() {
        looking.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            final String now = fingerprint();
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            new Certificates(files).close(); // whether they can be read: a reload that fails half-way would leave no certificate
            factory.reload(changed -> {
                try {
                    load((SslContextFactory.Server) changed);
                } catch (IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            });
            LOG.info("certificates of the API were read again from {}", files.certificate());
        } catch (Exception e) {
            LOG.warn("certificates of the API stay as they were: {}", e.getMessage());
        }
    }

    private void load(final SslContextFactory.Server into) throws IOException {
        into.setKeyStore(Pem.identity(files.certificate(), files.key()));
        into.setKeyStorePassword(new String(Pem.NO_PASSWORD));
        if (files.clientAuthorities().isPresent()) {
            into.setTrustStore(Pem.authorities(files.clientAuthorities().get()));
        }
    }

    private String fingerprint() throws IOException {
        return state(Optional.of(files.certificate())) + state(Optional.of(files.key())) + state(files.clientAuthorities());
    }

    private static String state(final Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            return "";
        }
        final BasicFileAttributes attributes = Files.readAttributes(file.get(), BasicFileAttributes.class);
        return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey() + ";";
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
