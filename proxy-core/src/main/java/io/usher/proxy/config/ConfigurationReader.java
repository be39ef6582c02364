package io.usher.proxy.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Reads configuration files into a {@link Configuration}: the entry to this package.
 * It is used by one thread at start and opens nothing but the files it is given.
 */
public final class ConfigurationReader {
    private final UnaryOperator<String> environment;
    private final HostDirectory host;

    /** Reads with the environment, accounts and name service of this process and host. */
    public ConfigurationReader() {
        this(System::getenv);
    }

    /**
     * Reads with another environment.
     *
     * @param environment value of a variable, or null
     */
    public ConfigurationReader(final UnaryOperator<String> environment) {
        this(environment, HostDirectory.ofHost());
    }

    ConfigurationReader(final UnaryOperator<String> environment, final HostDirectory host) {
        this.environment = environment;
        this.host = host;
    }

    /**
     * Reads all files in one pass.
     *
     * @param filesOrDirectories as given with {@code -f}; of a directory, its {@code *.cfg} files in lexical order
     * @return the configuration, or every error there is
     */
    public ConfigurationResult read(final List<Path> filesOrDirectories) {
        final Diagnostics diagnostics = new Diagnostics();
        final ConfigurationDraft draft = new ConfigurationDraft();
        final WordPlaces places = new WordPlaces(environment);
        for (final Path path : filesOrDirectories) {
            for (final Path file : files(path, diagnostics)) {
                readFile(file, draft, diagnostics, places);
            }
        }
        return finish(draft, diagnostics, places);
    }

    private ConfigurationResult finish(final ConfigurationDraft draft, final Diagnostics diagnostics, final WordPlaces places) {
        if (!diagnostics.fatal() && draft.proxies.isEmpty()) {
            diagnostics.alert(null, "no frontend, backend or listen section was found in "
                    + String.join(", ", draft.files) + ".");
        }
        crossCheck(draft, diagnostics);
        final Optional<Configuration> configuration = diagnostics.fatal() ? Optional.empty() : Optional.of(draft.build());
        return new ConfigurationResult(configuration, diagnostics.list().stream().map(places::placed).toList());
    }

    /** Where lines were refused already, warnings about the whole would only echo what is missing because of that. */
    private void crossCheck(final ConfigurationDraft draft, final Diagnostics diagnostics) {
        final boolean refused = diagnostics.fatal();
        final Diagnostics whole = new Diagnostics();
        new CrossChecks(draft, whole, host).run();
        whole.list().stream().filter(one -> !refused || one.severity() == Diagnostic.Severity.ALERT)
                .forEach(diagnostics::add);
    }

    private static List<Path> files(final Path path, final Diagnostics diagnostics) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> {
                final String name = entry.getFileName().toString();
                return name.endsWith(".cfg") && !name.startsWith(".") && Files.isRegularFile(entry);
            }).sorted().toList();
        } catch (final IOException e) {
            diagnostics.alert(null, "Cannot open configuration file/directory " + path + " : " + reason(e));
            return List.of();
        }
    }

    private void readFile(final Path file, final ConfigurationDraft draft, final Diagnostics diagnostics,
                          final WordPlaces places) {
        draft.files.add(file.toString());
        final String text;
        try {
            text = decode(Files.readAllBytes(file));
        } catch (final IOException e) {
            diagnostics.alert(null, "Cannot open configuration file/directory " + file + " : " + reason(e));
            return;
        }
        places.file(file.toString(), text);
        new FileParser(draft, diagnostics, host, environment, file.toString()).parse(text);
    }

    /** UTF-8, or Latin-1 where that does not fit: old comments shall not keep a proxy from starting. */
    private static String decode(final byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (final CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String reason(final IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        return e instanceof AccessDeniedException ? "Permission denied" : e.getMessage();
    }
}
