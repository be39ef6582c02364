package io.usher.proxy.generation;

import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.Instance;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text in which a frontend's runtime values travel between generations: {@code frontend NAME paused=BOOLEAN
 * configured-maxconn=N} and, where that was set, {@code maxconn=N}; unknown words are passed over. On the thread
 * {@code generation}, or before it runs.
 */
public final class FrontendState {
    private static final String KIND = "frontend ";

    private final Instance instance;

    public FrontendState(final Instance instance) {
        this.instance = instance;
    }

    /** Whether a text is of this kind. */
    public static boolean isOne(final String text) {
        return text.startsWith(KIND);
    }

    /** {@return the text of every frontend that has values set at runtime} */
    List<String> export() {
        final List<String> all = new ArrayList<>();
        for (final Frontend frontend : instance.frontends()) {
            if (frontend.paused() || frontend.maxconnSet()) {
                all.add(export(frontend));
            }
        }
        return all;
    }

    /** {@return the text of one} */
    public static String export(final Frontend frontend) {
        return KIND + URLEncoder.encode(frontend.name(), StandardCharsets.UTF_8) + " paused=" + frontend.paused()
            + " configured-maxconn=" + frontend.section().maxconn()
            + (frontend.maxconnSet() ? " maxconn=" + frontend.maxconn(0) : "");
    }

    /**
     * Applies a text. A frontend that this configuration has not is passed over, and a limit where it configures another.
     *
     * @throws IllegalArgumentException if a number is none
     */
    public void apply(final String text) {
        final String[] words = text.split(" ");
        final Optional<Frontend> found = instance.frontend(URLDecoder.decode(words[1], StandardCharsets.UTF_8));
        if (found.isEmpty()) {
            return;
        }
        final Frontend frontend = found.get();
        boolean sameMaxconn = false;
        for (int i = 2; i < words.length; i++) {
            final String value = words[i].substring(words[i].indexOf('=') + 1);
            switch (words[i].substring(0, Math.max(0, words[i].indexOf('=')))) {
                case "paused" -> instance.pause(frontend, Boolean.parseBoolean(value));
                case "configured-maxconn" -> sameMaxconn = Integer.parseInt(value) == frontend.section().maxconn();
                case "maxconn" -> {
                    if (sameMaxconn) {
                        instance.setMaxconn(frontend, Integer.parseInt(value));
                    }
                }
                default -> {
                    // a later version's
                }
            }
        }
    }
}
