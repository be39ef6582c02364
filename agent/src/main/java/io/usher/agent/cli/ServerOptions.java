package io.usher.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Where the agent is and who asks: options that stand before or after any command. */
final class ServerOptions {

    @Option(names = "--server", scope = ScopeType.INHERIT, paramLabel = "URL",
            defaultValue = "${env:USHER_SERVER:-http://127.0.0.1:8404}",
            description = "The agent: http://HOST:PORT, https://HOST:PORT or unix:PATH (default: $USHER_SERVER, else"
            + " http://127.0.0.1:8404).")
    private String server;

    @Option(names = "--token-file", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "Holds a token in its first"
            + " line (default: the token itself in $USHER_TOKEN). On a command line any account of this machine could read one.")
    private Path tokenFile;

    @Option(names = "--ca", scope = ScopeType.INHERIT, paramLabel = "FILE", defaultValue = "${env:USHER_CA:-}",
            description = "With https: authorities whose certificate the agent may show, PEM (default: $USHER_CA, else those that"
            + " Java knows).")
    private String authorities;

    @Option(names = "--certificate", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "With https: a client"
            + " certificate, PEM; --key names its key.")
    private Path certificate;

    @Option(names = "--key", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "Its private key, PKCS#8 in PEM.")
    private Path key;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * A client of the agent that the options name.
     *
     * @throws ParameterException if one of them is wrong
     */
    Api api() {
        try {
            return new Api(server, token(),
                    new Transport(server, authorities.isEmpty() ? null : Path.of(authorities), certificate, key));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Where the agent's API listens; 0 = at a unix socket. */
    int port() {
        return server.startsWith(Transport.UNIX) ? 0 : new Transport(server, null, null, null).port();
    }

    /** The path of the agent's unix socket; "" = it listens elsewhere. */
    String socket() {
        return server.startsWith(Transport.UNIX) ? server.substring(Transport.UNIX.length()) : "";
    }

    Optional<Path> tokenFile() {
        return Optional.ofNullable(tokenFile);
    }

    private String token() {
        final String token = tokenFile == null ? System.getenv().getOrDefault("USHER_TOKEN", "") : first(tokenFile);
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException((tokenFile == null ? "$USHER_TOKEN" : "--token-file: " + tokenFile)
                    + " holds characters that no token has (expected: a token as it was shown)");
        }
        return token;
    }

    private static String first(final Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("--token-file: " + file + " cannot be read: " + e + " (expected: a file with a"
                    + " token in its first line)", e);
        }
    }
}
