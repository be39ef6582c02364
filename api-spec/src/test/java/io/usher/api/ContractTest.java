package io.usher.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContractTest {

    private static final String PROBLEM = """
            {"type":"urn:usher:problem:not-found","title":"Not found","status":404,"detail":"no reload 'x'"}""";

    private final Contract contract;

    ContractTest() throws IOException {
        contract = Contract.load();
    }

    @Test
    void acceptsAnAnswerThatKeepsTheContract() {
        assertEquals(List.of(), contract.judge("GET", "/v1/reloads?limit=3", 200, "application/json", "{\"reloads\":[]}"));
        assertEquals(List.of(), contract.judge("GET", "/v1/reloads/x", 404, "application/problem+json", PROBLEM));
    }

    @Test
    void namesAFieldThatTheContractDoesNotKnow() {
        final List<String> faults =
                contract.judge("GET", "/v1/reloads", 200, "application/json", "{\"reloads\":[],\"colour\":\"red\"}");
        assertEquals(1, faults.size());
        assertTrue(faults.get(0).contains("colour"), faults.get(0));
    }

    @Test
    void refusesAStatusThatTheOperationDoesNotList() {
        assertFalse(contract.judge("GET", "/v1/reloads", 418, "application/json", "{}").isEmpty());
    }

    @Test
    void refusesAnErrorThatIsNoProblemDocument() {
        assertFalse(contract.judge("GET", "/nowhere", 404, "text/plain", "Not found").isEmpty());
        assertFalse(contract.judge("GET", "/v1/reloads/x", 404, "application/json", PROBLEM).isEmpty());
    }

    @Test
    void refusesARouteThatItLacks() {
        assertFalse(contract.judge("GET", "/v1/colours", 200, "application/json", "{}").isEmpty());
    }

    @Test
    void givesEveryOperationASummaryAndAnIdentifierOfItsOwn() {
        final Set<String> identifiers = new HashSet<>();
        for (final JsonNode path : contract.document().path("paths")) {
            for (final String method : List.of("get", "post", "put", "patch", "delete")) {
                if (path.has(method)) {
                    final JsonNode operation = path.path(method);
                    assertTrue(operation.hasNonNull("summary"), () -> "no summary: " + operation);
                    assertTrue(identifiers.add(operation.path("operationId").asText()), () -> "no identifier: " + operation);
                }
            }
        }
        assertEquals(contract.operations().size(), identifiers.size());
    }
}
