package io.usher.agent.access;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files in PEM; changed ones are taken up while the agent runs.
 *
 * @param certificate       the API's own, with those between it and its authority
 * @param key               its private key, PKCS#8, unencrypted
 * @param clientAuthorities whose client certificates count; empty = clients are asked for none
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientAuthorities) {
}
