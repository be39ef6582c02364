package io.usher.agent.rest;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names that a certificate holds: {@code CN=…} of its subject (RFC 4514), and its alternative names (RFC 5280, 4.2.1.6). */
final class CertificateNames {

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    private CertificateNames() {
    }

    /** As settings name them; one that cannot be read holds none. */
    static List<String> of(final X509Certificate certificate) {
        final List<String> names = new ArrayList<>();
        try {
            for (final Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add("CN=" + part.getValue());
                }
            }
            if (certificate.getSubjectAlternativeNames() != null) {
                for (final List<?> name : certificate.getSubjectAlternativeNames()) {
                    prefix((Integer) name.get(0)).ifPresent(prefix -> names.add(prefix + name.get(1)));
                }
            }
        } catch (InvalidNameException | CertificateParsingException e) {
            return List.of();
        }
        return names;
    }

    private static java.util.Optional<String> prefix(final int kind) {
        return java.util.Optional.ofNullable(switch (kind) {
            case EMAIL -> "EMAIL:";
            case DNS -> "DNS:";
            case URI -> "URI:";
            default -> null;
        });
    }
}
