package io.usher.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** Where the agent's database is: a file of its own, or a PostgreSQL that several agents may share. Immutable. */
public sealed interface DatabaseLocation {

    /** Whose rows the agent's own are, where several agents share a database; empty in a database of its own. */
    String node();

    /** For people and logs; holds no password. */
    String describe();

    /** How its SQL differs. */
    Dialect dialect();

    /**
     * An H2 file in a folder.
     *
     * @param folder holds {@code usher.mv.db}
     */
    record Embedded(Path folder) implements DatabaseLocation {
        /** The file itself. */
        public Path file() {
            return folder.toAbsolutePath().resolve("usher.mv.db");
        }

        @Override
        public String node() {
            return "";
        }

        @Override
        public String describe() {
            return file().toString();
        }

        @Override
        public Dialect dialect() {
            return Dialect.H2;
        }
    }

    /**
     * A PostgreSQL, 12 or later.
     *
     * @param url          {@code jdbc:postgresql://HOST:PORT/NAME?…}
     * @param user         as whom; empty = as the URL or the driver says
     * @param passwordFile holds the password in its first line; empty = as the URL or {@code ~/.pgpass} says
     * @param node         this agent's name among those that share it
     */
    record Server(String url, Optional<String> user, Optional<Path> passwordFile, String node) implements DatabaseLocation {
        /** What the URL of one must begin with. */
        public static final String SCHEME = "jdbc:postgresql:";
        private static final int LONGEST_NODE = 200;

        public Server {
            if (!url.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
                throw new IllegalArgumentException("database: '" + withoutSecrets(url)
                        + "' (expected: jdbc:postgresql://HOST/NAME)");
            }
            if (node.isBlank() || node.length() > LONGEST_NODE) {
                throw new IllegalArgumentException("node: '" + node + "' (expected: 1 to " + LONGEST_NODE + " characters)");
            }
        }

        @Override
        public String describe() {
            return withoutSecrets(url);
        }

        @Override
        public Dialect dialect() {
            return Dialect.POSTGRESQL;
        }

        /** Read at every attempt to connect, so that it can be changed. */
        Properties credentials() throws IOException {
            final Properties properties = new Properties();
            user.ifPresent(name -> properties.setProperty("user", name));
            if (passwordFile.isPresent()) {
                properties.setProperty("password", Files.readString(passwordFile.get()).lines().findFirst().orElse(""));
            }
            return properties;
        }

        @Override
        public String toString() {
            return describe();
        }

        /** Passwords stand in the query part, or before an {@code @}. */
        private static String withoutSecrets(final String url) {
            return url.replaceAll("\\?.*", "").replaceAll("//[^/@]*@", "//");
        }
    }
}
