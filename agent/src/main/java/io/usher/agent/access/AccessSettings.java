package io.usher.agent.access;

import java.util.Map;
import java.util.Optional;

/**
 * Who may do what, apart from tokens.
 *
 * @param loopbackRole     what anybody on this machine may do by a loopback address without a token; empty = nothing
 * @param certificateRoles by subject of a client certificate: {@code CN=anna}, or a name it holds: {@code DNS:host},
 *                         {@code EMAIL:a@b}, {@code URI:…}
 * @param unixRoles        by who is at the other end of a unix socket: {@code user:anna}, {@code group:ops}; root and the
 *                         agent's own account are admin in any case
 * @param tls              for {@code https://} listeners
 */
public record AccessSettings(Optional<Role> loopbackRole, Map<String, Role> certificateRoles, Map<String, Role> unixRoles,
                             Optional<TlsFiles> tls, Limits limits) {

    /** Where nothing is set: whoever can reach a loopback address or the unix socket is admin, and nobody else gets in. */
    public static final AccessSettings DEFAULT =
            new AccessSettings(Optional.of(Role.ADMIN), Map.of(), Map.of(), Optional.empty(), Limits.DEFAULT);

    public AccessSettings {
        certificateRoles = Map.copyOf(certificateRoles);
        unixRoles = Map.copyOf(unixRoles);
    }

    /** Whether some client certificate opens a door. */
    public boolean certificatesCount() {
        return !certificateRoles.isEmpty() && tls.flatMap(TlsFiles::clientAuthorities).isPresent();
    }
}
