package io.usher.agent.launch;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Limits;
import io.usher.agent.access.Role;
import io.usher.agent.access.TlsFiles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import picocli.CommandLine.Option;

/** The options that say who may do what. */
final class AccessOptions {
    private static final String NOBODY = "none";

    @Option(names = "--loopback-role", paramLabel = "ROLE", description = "What anybody on this machine may do by a loopback"
            + " address without a token: none, read, operator or admin (default: admin).")
    private String loopbackRole;

    @Option(names = "--tls-certificate", paramLabel = "FILE", description = "Certificate of https:// listeners, with its chain,"
            + " PEM. This and the next two are read again when they change.")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PKCS#8 in PEM.")
    private Path key;

    @Option(names = "--tls-client-ca", paramLabel = "FILE", description = "Authorities whose client certificates count, PEM.")
    private Path clientAuthorities;

    @Option(names = "--certificate-role", paramLabel = "NAME:ROLE", description = "What a client certificate"
            + " allows, by CN=…, DNS:…, EMAIL:… or URI:…, for example --certificate-role CN=anna:operator. May be given several"
            + " times.")
    private List<String> certificateRoles;

    @Option(names = "--unix-role", paramLabel = "WHO:ROLE", description = "What an account may do by the unix socket:"
            + " user:NAME:ROLE or group:NAME:ROLE. May be given several times; root and the agent's own account are admin.")
    private List<String> unixRoles;

    @Option(names = "--limit", paramLabel = "NAME=N", description = "requests-per-second and burst (of one caller), connections,"
            + " event-subscribers.")
    private Map<String, Integer> limits;

    AccessSettings settings(final SettingsFile file) throws LaunchException {
        try {
            return new AccessSettings(loopbackRole(loopbackRole != null ? loopbackRole : file.loopbackRole()),
                    roles("certificate-role", certificateRoles, file.certificateRoles(), "(CN=|DNS:|EMAIL:|URI:).+"),
                    roles("unix-role", unixRoles, file.unixRoles(), "(user:|group:).+"), tls(file), limits(file));
        } catch (final IllegalArgumentException e) {
            throw new LaunchException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private static Optional<Role> loopbackRole(final String word) {
        if (word == null) {
            return AccessSettings.DEFAULT.loopbackRole();
        }
        return word.equals(NOBODY) ? Optional.empty() : Optional.of(role("loopback-role", word, NOBODY + ", "));
    }

    /** On the command line the role stands after the last colon; in the file it is the value. */
    private static Map<String, Role> roles(final String setting, final List<String> options,
                                           final Map<String, String> inFile, final String shape) {
        final Map<String, String> words = new LinkedHashMap<>();
        if (options == null) {
            words.putAll(inFile == null ? Map.of() : inFile);
        } else {
            for (final String option : options) {
                final int colon = option.lastIndexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException(setting + ": '" + option + "' (expected: a name, ':' and a role)");
                }
                words.put(option.substring(0, colon), option.substring(colon + 1));
            }
        }
        final Map<String, Role> roles = new HashMap<>();
        words.forEach((name, word) -> {
            if (!name.matches(shape)) {
                throw new IllegalArgumentException(setting + ": '" + name + "' (expected: " + shape.replace(".+", "…")
                        .replaceAll("[()]", "").replace("|", "…, ") + ")");
            }
            roles.put(name, role(setting + " " + name, word, ""));
        });
        return roles;
    }

    private static Role role(final String setting, final String word, final String more) {
        return Role.of(word).orElseThrow(() -> new IllegalArgumentException(setting + ": '" + word + "' (expected: " + more
                + Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", ")) + ")"));
    }

    private Optional<TlsFiles> tls(final SettingsFile file) {
        final Path ownCertificate = path(certificate, file.tlsCertificate());
        final Path ownKey = path(key, file.tlsKey());
        final Path authorities = path(clientAuthorities, file.tlsClientAuthorities());
        if (ownCertificate == null && ownKey == null && authorities == null) {
            return Optional.empty();
        }
        if (ownCertificate == null || ownKey == null) {
            throw new IllegalArgumentException((ownCertificate == null ? "tls-certificate" : "tls-key")
                    + ": missing (expected: tls-certificate and tls-key together)");
        }
        for (final Path one : new Path[] {ownCertificate, ownKey, authorities}) {
            if (one != null && !Files.isReadable(one)) {
                throw new IllegalArgumentException("tls: " + one + " cannot be read");
            }
        }
        return Optional.of(new TlsFiles(ownCertificate, ownKey, Optional.ofNullable(authorities)));
    }

    private Limits limits(final SettingsFile file) {
        final Map<String, Integer> all = new HashMap<>();
        if (file.limits() != null) {
            all.putAll(file.limits());
        }
        if (limits != null) {
            all.putAll(limits);
        }
        return Limits.of(all);
    }

    private static Path path(final Path option, final String inFile) {
        return option != null ? option.toAbsolutePath() : inFile != null ? Path.of(inFile).toAbsolutePath() : null;
    }
}
