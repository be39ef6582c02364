package io.usher.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

class ConfigTextTest {
    @Test
    void saysWhichValuesSetAtRuntimeAPlanEnds() throws Exception {
        assertEquals(String.join(System.lineSeparator(), "live    app/s1: weight from 1 to 5",
                "ends    app/s1: weight 9 set at runtime, as the configuration says 5 instead of 1",
                "ends    frontend f: maxconn 9 set at runtime, as the configuration says 60 instead of 50",
                "all of it can be applied live"),
                ConfigText.plan(new ObjectMapper().readTree("""
                        {"outcome": "live",
                         "live": [{"change": "weight", "proxy": "app", "server": "s1", "from": "1", "to": "5"}],
                         "reload": [], "overridesEnded": [{"proxy": "app", "server": "s1", "field": "weight", "value": "9",
                         "configuredBefore": "1", "configuredThen": "5"},
                         {"proxy": "f", "server": null, "field": "maxconn", "value": "9",
                         "configuredBefore": "50", "configuredThen": "60"}]}
                        """)));
    }
}
