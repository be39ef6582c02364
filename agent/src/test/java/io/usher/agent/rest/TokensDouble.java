package io.usher.agent.rest;

import io.usher.agent.access.Role;
import io.usher.agent.access.Token;
import io.usher.agent.access.TokenService;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens in memory: the secret of one is its identifier. */
final class TokensDouble implements TokenService {

    private final Map<String, Token> tokens = new LinkedHashMap<>();

    @Override
    public synchronized Created create(final String name, final Role role, final Optional<Instant> expires, final Requester by) {
        judge(name, expires);
        final String id = "secret-" + name;
        tokens.put(id, new Token(id, name, role, ServicesDouble.NOW, by.name(), expires, Optional.empty()));
        return new Created(tokens.get(id), id);
    }

    @Override
    public synchronized List<Token> list() {
        return List.copyOf(tokens.values());
    }

    @Override
    public synchronized Token revoke(final String id, final Requester by) {
        tokens.put(id, asRevoked(id));
        return tokens.get(id);
    }

    @Override
    public synchronized Token asRevoked(final String id) {
        return Optional.ofNullable(tokens.get(id)).orElseThrow(() -> new NotFound("there is no token '" + id + "'"))
                .revokedAt(ServicesDouble.NOW);
    }

    @Override
    public void judge(final String name, final Optional<Instant> expires) {
        if (name.isBlank()) {
            throw new Invalid("name", "name: '' (expected: 1 to 100 characters)");
        }
    }

    @Override
    public synchronized Optional<Token> find(final String secret) {
        return Optional.ofNullable(tokens.get(secret)).filter(token -> token.good(ServicesDouble.NOW));
    }
}
