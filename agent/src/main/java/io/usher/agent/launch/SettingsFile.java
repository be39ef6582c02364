package io.usher.agent.launch;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file of {@code --config}: the same settings in YAML, by the same names. What stands on the command line counts more.
 *
 * @param files            {@code -f}
 * @param listen           {@code --listen}
 * @param runDir           {@code --run-dir}
 * @param dataDir          {@code --data-dir}
 * @param proxyCommand     {@code --proxy-command}
 * @param proxyUnit        {@code --proxy-unit}
 * @param strictBoot       {@code --strict-boot}
 * @param watch            {@code --watch}
 * @param startLimitSeconds {@code --start-limit}
 */
record SettingsFile(List<String> files, String listen, @JsonProperty("run-dir") String runDir,
                    @JsonProperty("data-dir") String dataDir, @JsonProperty("proxy-command") String proxyCommand, @JsonProperty("proxy-unit") String proxyUnit,
                    @JsonProperty("strict-boot") Boolean strictBoot, Boolean watch,
                    @JsonProperty("start-limit") Integer startLimitSeconds) {

    /** No file: nothing is set. */
    static final SettingsFile NONE = new SettingsFile(null, null, null, null, null, null, null, null, null);

    static SettingsFile read(final Path path) throws LaunchException {
        try {
            final SettingsFile file = new ObjectMapper(new YAMLFactory()).readValue(Files.readAllBytes(path), SettingsFile.class);
            return file == null ? NONE : file;
        } catch (final UnrecognizedPropertyException e) {
            throw wrong(path, e, "unknown key '" + e.getPropertyName() + "' (expected: " + e.getKnownPropertyIds().stream()
                    .map(Object::toString).sorted().reduce((a, b) -> a + ", " + b).orElse("") + ")");
        } catch (final JsonMappingException e) {
            throw wrong(path, e, e.getPath().isEmpty() ? e.getOriginalMessage()
                    : e.getPath().get(0).getFieldName() + ": " + e.getOriginalMessage());
        } catch (final JacksonException e) {
            throw wrong(path, e, e.getOriginalMessage());
        } catch (final IOException e) {
            throw new LaunchException(ExitCode.CONFIGURATION, path + " cannot be read: " + e, e);
        }
    }

    private static LaunchException wrong(final Path path, final JacksonException e, final String what) {
        final String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
        return new LaunchException(ExitCode.CONFIGURATION, path + line + ": " + what, e);
    }
}
