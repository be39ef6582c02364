package io.usher.proxy.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A message out of a text file, and what is expected of it; {@link WireCasesTest} documents the format.
 *
 * @param name folder and file
 * @param facts the expectations, by key
 * @param bytes the message
 */
record WireCase(String name, Map<String, String> facts, byte[] bytes) {
    private static final Path ROOT = Path.of("src/test/resources/http");

    static List<WireCase> in(final String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().map(file -> read(folder, file)).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String fact(final String key, final String otherwise) {
        return facts.getOrDefault(key, otherwise);
    }

    private static WireCase read(final String folder, final Path file) {
        try {
            return parse(folder + "/" + file.getFileName(), Files.readAllLines(file, StandardCharsets.US_ASCII));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WireCase parse(final String name, final List<String> lines) {
        final Map<String, String> facts = new LinkedHashMap<>();
        final int dashes = lines.indexOf("---");
        if (dashes < 0) {
            throw new IllegalArgumentException(name + ": no line '---' (expected: expectations, ---, message)");
        }
        for (final String line : lines.subList(0, dashes)) {
            final int colon = line.indexOf(": ");
            if (!line.startsWith("#") && !line.isBlank()) {
                facts.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final String line : lines.subList(dashes + 1, lines.size())) {
            final String[] repeated = line.startsWith("@repeat ") ? line.split(" ", 3) : new String[] {"", "1", line};
            for (int i = 0; i < Integer.parseInt(repeated[1]); i++) {
                bytes.writeBytes(unescape(repeated[2]));
            }
        }
        return new WireCase(name, facts, bytes.toByteArray());
    }

    /** Bytes of a text with escapes. */
    static byte[] unescape(final String text) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                bytes.write(text.charAt(i));
                continue;
            }
            i++;
            switch (text.charAt(i)) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case '\\' -> bytes.write('\\');
                case 'x' -> {
                    bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(
                        "escape \\" + text.charAt(i) + " in '" + text + "' (expected: r n t \\ xNN)");
            }
        }
        return bytes.toByteArray();
    }

    /** The other way round: every byte that is not visible ASCII or a space is written as an escape. */
    static String escape(final byte[] bytes) {
        final StringBuilder text = new StringBuilder();
        for (final byte b : bytes) {
            switch (b) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> text.append(b >= ' ' && b <= '~' ? String.valueOf((char) b) : String.format("\\x%02X", b));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
