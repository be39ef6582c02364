package io.usher.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RoundRobinTest {

    @TestFactory
    Stream<DynamicTest> givesTheTurnsThatHaproxyGives() throws IOException {
        final List<List<String>> cases = new ArrayList<>();
        for (final String line : lines()) {
            if (line.startsWith("servers ")) {
                cases.add(new ArrayList<>());
            }
            if (!line.isEmpty() && !line.startsWith("#")) {
                cases.get(cases.size() - 1).add(line);
            }
        }
        return cases.stream().map(lines -> DynamicTest.dynamicTest(lines.get(0), () -> play(lines)));
    }

    private static List<String> lines() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                RoundRobinTest.class.getResourceAsStream("roundrobin.txt"), StandardCharsets.UTF_8))) {
            return in.lines().toList();
        }
    }

    private static void play(final List<String> lines) {
        final int[] weights = Stream.of(lines.get(0).substring(8).split(" ")).mapToInt(Integer::parseInt).toArray();
        final TestInstance test = of(weights);
        final Backend backend = test.backend("b");
        for (final String line : lines.subList(1, lines.size())) {
            final String[] words = line.split(" ");
            switch (words[0]) {
                case "turns" -> assertEquals(line, "turns " + test.locked(() -> turns(backend, words.length - 1)));
                case "weight" -> test.run(() -> test.server("b", "s" + words[1]).setWeight(Integer.parseInt(words[2])));
                case "state" -> test.run(() -> test.server("b", "s" + words[1])
                    .setAdminState(AdminState.valueOf(words[2].toUpperCase(Locale.ROOT)), ""));
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static TestInstance of(final int... weights) {
        return new TestInstance("backend b\n  timeout server 1s\n  timeout connect 1s\n" + IntStream.range(0, weights.length)
            .mapToObj(i -> "  server s" + (i + 1) + " 127.0.0.1:" + (23001 + i) + " weight " + weights[i] + "\n")
            .collect(Collectors.joining()));
    }

    private static String turns(final Backend backend, final int count) {
        return IntStream.range(0, count).mapToObj(i -> backend.balancer().next(null))
            .map(server -> server == null ? "0" : server.name().substring(1)).collect(Collectors.joining(" "));
    }

    @Test
    void givesEachItsShareWithinOnePercentUnderAnyWeights() {
        final TestInstance test = of(1, 3, 7, 256, 100);
        final int[] seen = new int[6];
        test.run(() -> {
            for (int i = 0; i < 36_700; i++) {
                seen[Integer.parseInt(test.backend("b").balancer().next(null).name().substring(1))]++;
            }
        });
        for (final Server server : test.backend("b").servers()) {
            assertEquals(100.0 * server.weight(), seen[Integer.parseInt(server.name().substring(1))],
                Math.max(2, server.weight()), server.name());
        }
    }

    @Test
    void avoidsTheGivenServerIfThereIsAnother() {
        final TestInstance test = of(1, 1);
        test.run(() -> {
            final Server first = test.backend("b").balancer().next(null);
            for (int i = 0; i < 10; i++) {
                assertTrue(test.backend("b").balancer().next(first) != first);
            }
        });
    }

    @Test
    void takesTheAvoidedServerIfThereIsNoOther() {
        final TestInstance test = of(1, 0);
        test.run(() -> {
            final Server only = test.server("b", "s1");
            assertEquals(only, test.backend("b").balancer().next(only));
            assertEquals(only, test.backend("b").balancer().next(only));
        });
    }
}
