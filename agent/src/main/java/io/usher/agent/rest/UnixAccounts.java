package io.usher.agent.rest;

import io.usher.agent.access.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What accounts of this machine may do. Names and numbers are both understood; which groups somebody is in is asked of
 * {@code id}(1), which knows directories (NSS) too, and remembered for half a minute. Any thread.
 */
final class UnixAccounts {

    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PATIENCE_SECONDS = 5;
    private static final int MOST_ACCOUNTS = 1000;

    private final Map<String, Role> roles;
    private final String own = System.getProperty("user.name");
    private final Map<String, Found> found = new LinkedHashMap<>(); // guarded by this

    UnixAccounts(final Map<String, Role> roles) {
        this.roles = roles;
    }

    private record Found(Optional<Role> role, long atNanos) {
    }

    /** Whether anybody but root and the agent's own account may do anything. */
    boolean letOthersIn() {
        return !roles.isEmpty();
    }

    /** The highest role of an account and of the groups that it is in. */
    synchronized Optional<Role> role(final String user) {
        if (user.equals("root") || user.equals(own)) {
            return Optional.of(Role.ADMIN);
        }
        final long now = System.nanoTime();
        final Found known = found.get(user);
        if (known != null && now - known.atNanos < REMEMBERED_NANOS) {
            return known.role;
        }
        if (found.size() >= MOST_ACCOUNTS) {
            found.clear();
        }
        final Optional<Role> role = look(user);
        found.put(user, new Found(role, now));
        return role;
    }

    private Optional<Role> look(final String user) {
        Optional<Role> best = Optional.empty();
        for (final String name : List.of("user:" + user, "user:" + id("-u", user))) {
            best = better(best, roles.get(name));
        }
        if (roles.keySet().stream().anyMatch(name -> name.startsWith("group:"))) {
            for (final String option : List.of("-Gn", "-G")) {
                for (final String group : id(option, user).split(" ")) {
                    best = better(best, roles.get("group:" + group));
                }
            }
        }
        return best;
    }

    private static Optional<Role> better(final Optional<Role> one, final Role other) {
        return other == null || one.isPresent() && one.get().includes(other) ? one : Optional.of(other);
    }

    /** Empty where there is no such account: then its number is all that is known of it. */
    private static String id(final String option, final String user) {
        if (user.startsWith("-")) {
            return "";
        }
        try {
            final Process id = new ProcessBuilder("id", option, user).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            final String answer = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!id.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                id.destroyForcibly();
                return "";
            }
            return id.exitValue() == 0 ? answer : "";
        } catch (IOException e) {
            throw new IllegalStateException("id cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
