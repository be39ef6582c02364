package io.usher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * {@code openapi.yaml} (OpenAPI 3.1), and whether an answer keeps it. It judges answers and requests; it serves nothing.
 */
public final class Contract {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final ObjectNode document;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private Contract(final ObjectNode document) {
        this.document = document;
    }

    /**
     * Reads the contract from the class path.
     *
     * @throws IOException if it is missing or is no YAML
     */
    public static Contract load() throws IOException {
        try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IOException("/openapi.yaml is not on the class path");
            }
            return new Contract((ObjectNode) YAML.readTree(in));
        }
    }

    /** Every operation as {@code "GET /v1/reloads/{id}"}, sorted. */
    public List<String> operations() {
        final TreeSet<String> operations = new TreeSet<>();
        for (final Iterator<Map.Entry<String, JsonNode>> paths = document.path("paths").fields(); paths.hasNext();) {
            final Map.Entry<String, JsonNode> path = paths.next();
            for (final String method : METHODS) {
                if (path.getValue().has(method)) {
                    operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return List.copyOf(operations);
    }

    /** The whole document, references unresolved. */
    public JsonNode document() {
        return document.deepCopy();
    }

    /**
     * Holds an answer against the contract.
     *
     * @param method      request method
     * @param target      request target, query included
     * @param status      status of the answer
     * @param contentType its Content-Type, or null
     * @param body        its body, "" if it has none
     * @return what breaks the contract; empty = nothing
     */
    public List<String> judge(final String method, final String target, final int status, final String contentType,
                              final String body) {
        final List<String> faults = new ArrayList<>();
        final String what = method + " " + target + " -> " + status;
        final Optional<JsonNode> operation = operation(method, target);
        if (operation.isEmpty()) {
            if (status == 404 || status == 405) {
                problem(what, contentType, body, faults);
            } else {
                faults.add(what + ": no such operation in openapi.yaml");
            }
            return faults;
        }
        final JsonNode response = resolve(operation.get().path("responses").path(String.valueOf(status)));
        if (response.isMissingNode()) {
            if (isOfTheServerItself(status)) {
                problem(what, contentType, body, faults);
            } else {
                faults.add(what + ": status not in openapi.yaml (expected one of " + names(operation.get().path("responses"))
                        + "); body: " + body);
            }
            return faults;
        }
        content(what, response.path("content"), contentType, body, faults);
        return faults;
    }

    /** Statuses that the web server itself may give to any request: they need no line in each operation. */
    private static boolean isOfTheServerItself(final int status) {
        return status == 400 || status == 401 || status == 403 || status == 429 || status == 405 || status == 500;
    }

    private void content(final String what, final JsonNode content, final String contentType, final String body,
                         final List<String> faults) {
        if (content.isEmpty()) {
            if (!body.isEmpty()) {
                faults.add(what + ": has a body where openapi.yaml has none: " + body);
            }
            return;
        }
        final String type = contentType == null ? "" : contentType.split(";", 2)[0].trim();
        final JsonNode media = content.path(type);
        if (media.isMissingNode()) {
            faults.add(what + ": Content-Type '" + contentType + "' (expected one of " + names(content) + ")");
        } else if (type.endsWith("json")) {
            validate(what, media.path("schema"), body, faults);
        }
    }

    private void problem(final String what, final String contentType, final String body, final List<String> faults) {
        if (contentType == null || !contentType.startsWith("application/problem+json")) {
            faults.add(what + ": Content-Type '" + contentType + "' (expected: application/problem+json)");
        } else {
            validate(what, document.at("/components/schemas/Problem"), body, faults);
        }
    }

    private void validate(final String what, final JsonNode schema, final String body, final List<String> faults) {
        final ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        final JsonSchema judge = schemas.getSchema(whole);
        try {
            for (final ValidationMessage fault : judge.validate(JSON.readTree(body))) {
                faults.add(what + ": " + fault.getMessage() + "; body: " + body);
            }
        } catch (IOException e) {
            faults.add(what + ": no JSON: " + e.getMessage() + "; body: " + body);
        }
    }

    private Optional<JsonNode> operation(final String method, final String target) {
        final String path = target.split("\\?", 2)[0];
        JsonNode found = null;
        for (final Iterator<Map.Entry<String, JsonNode>> paths = document.path("paths").fields(); paths.hasNext();) {
            final Map.Entry<String, JsonNode> entry = paths.next();
            final String pattern = Pattern.compile("\\{[^}]+}").matcher(Pattern.quote(entry.getKey()))
                    .replaceAll("\\\\E[^/]+\\\\Q");
            final JsonNode candidate = entry.getValue().path(method.toLowerCase(Locale.ROOT));
            if (path.matches(pattern) && !candidate.isMissingNode() && (found == null || !entry.getKey().contains("{"))) {
                found = candidate;
            }
        }
        return Optional.ofNullable(found);
    }

    private JsonNode resolve(final JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static List<String> names(final JsonNode object) {
        final List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
