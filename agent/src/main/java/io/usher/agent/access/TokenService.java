package io.usher.agent.access;

import io.usher.agent.request.Requester;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes, lists, revokes and recognises tokens. Any thread. */
public interface TokenService {

    /**
     * A token just made.
     *
     * @param secret what whoever uses it must send; it is shown this once and stored nowhere
     */
    record Created(Token token, String secret) {
        @Override
        public String toString() {
            return token.toString(); // a secret must not get into a log by way of string conversion
        }
    }

    /**
     * @param expires empty = never
     * @throws io.usher.agent.request.Invalid if the name is none or the time is over
     */
    Created create(String name, Role role, Optional<Instant> expires, Requester by);

    /**
     * Judges what {@link #create} would be asked, and makes nothing.
     *
     * @throws io.usher.agent.request.Invalid as {@link #create} does
     */
    void judge(String name, Optional<Instant> expires);

    /** All that are kept, revoked ones too, oldest first. */
    List<Token> list();

    /** @throws io.usher.agent.request.NotFound if there is no such token */
    Token revoke(String id, Requester by);

    /**
     * The token as {@link #revoke} would leave it; it stays good.
     *
     * @throws io.usher.agent.request.NotFound if there is no such token
     */
    Token asRevoked(String id);

    /** The good token of this secret. Works without a database too, with what was known last. */
    Optional<Token> find(String secret);
}
