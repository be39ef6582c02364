package io.usher.agent.rest;

import io.usher.agent.access.Role;
import io.usher.agent.request.Requester;
import java.util.Optional;

/**
 * Who sent a request, once that is known.
 *
 * @param requester for history and audit
 * @param role      what they may do; empty = nothing
 * @param named     whether they showed who they are; false = anybody who can reach the listener
 */
record Caller(Requester requester, Optional<Role> role, boolean named) {

    boolean may(final Role least) {
        return role.isPresent() && role.get().includes(least);
    }
}
