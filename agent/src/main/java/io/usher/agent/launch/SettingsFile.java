package io.usher.agent.launch;

import com.fasterxml.jackson.annotation.JsonFormat;
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
import java.util.Map;

/**
 * The file of {@code --config}: the same settings in YAML, by the names of the options. What stands on the command line counts
 * more. All may be null.
 */
record SettingsFile(List<String> files,
                    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> listen,
                    @JsonProperty("run-dir") String runDir, @JsonProperty("data-dir") String dataDir,
                    @JsonProperty("proxy-command") String proxyCommand, @JsonProperty("proxy-unit") String proxyUnit,
                    @JsonProperty("strict-boot") Boolean strictBoot, Boolean watch,
                    @JsonProperty("start-limit") Integer startLimitSeconds, String database,
                    @JsonProperty("database-user") String databaseUser,
                    @JsonProperty("database-password-file") String databasePasswordFile, String node,
                    @JsonProperty("retention") Integer retentionDays, @JsonProperty("tls-certificate") String tlsCertificate,
                    @JsonProperty("tls-key") String tlsKey, @JsonProperty("tls-client-ca") String tlsClientAuthorities,
                    @JsonProperty("certificate-role") Map<String, String> certificateRoles,
                    @JsonProperty("unix-role") Map<String, String> unixRoles,
                    @JsonProperty("loopback-role") String loopbackRole, @JsonProperty("limit") Map<String, Integer> limits) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** No file: nothing is set. */
    static final SettingsFile NONE = YAML.convertValue(Map.of(), SettingsFile.class);

    static SettingsFile read(final Path path) throws LaunchException {
        try {
            final SettingsFile file = YAML.readValue(Files.readAllBytes(path), SettingsFile.class);
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
