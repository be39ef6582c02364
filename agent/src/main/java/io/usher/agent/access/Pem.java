package io.usher.agent.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys from files in PEM (RFC 7468), as key stores in memory. */
public final class Pem {
    /** Of the key stores made here, which are in memory only. */
    public static final char[] NO_PASSWORD = new char[0];
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    private Pem() {
    }

    /**
     * A key with its certificate chain.
     *
     * @throws IOException naming the file that is wrong; never with what stands in it
     */
    public static KeyStore identity(final Path certificate, final Path key) throws IOException {
        final Collection<? extends Certificate> chain = certificates(certificate);
        try {
            final KeyStore store = empty();
            store.setKeyEntry("own", privateKey(key), NO_PASSWORD, chain.toArray(Certificate[]::new));
            return store;
        } catch (final GeneralSecurityException e) {
            throw new IOException("tls-key " + key + " does not fit tls-certificate " + certificate + ": " + e.getMessage(), e);
        }
    }

    /** All certificates of a file, to be trusted. */
    public static KeyStore authorities(final Path file) throws IOException {
        try {
            final KeyStore store = empty();
            int number = 0;
            for (final Certificate one : certificates(file)) {
                store.setCertificateEntry("authority-" + number++, one);
            }
            return store;
        } catch (final GeneralSecurityException e) {
            throw new IOException("certificates of " + file + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Collection<? extends Certificate> certificates(final Path file) throws IOException {
        try {
            final Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (all.isEmpty()) {
                throw new IOException(file + " holds no certificate (expected: PEM, '-----BEGIN CERTIFICATE-----')");
            }
            return all;
        } catch (final GeneralSecurityException e) {
            throw new IOException(file + " holds no certificate that can be read (expected: PEM): " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(final Path file) throws IOException {
        final Matcher found = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            throw new IOException(file + " holds no private key (expected: PKCS#8 in PEM, '-----BEGIN PRIVATE KEY-----', as"
                    + " 'openssl pkcs8 -topk8 -nocrypt' writes it)");
        }
        final PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
        } catch (final IllegalArgumentException e) {
            throw new IOException(file + ": the private key is no base64", e);
        }
        for (final String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (final InvalidKeySpecException e) {
                continue; // one of another kind
            } catch (final GeneralSecurityException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }
        throw new IOException(file + ": the private key is of no kind that is known (expected: RSA, EC or EdDSA)");
    }
}
