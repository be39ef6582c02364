package io.usher.agent.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events as JSON, without line ends: each is one {@code data:} line. */
final class EventJson {
    /** Longest detail kept, characters: as the column allows. */
    static final int MOST_DETAIL = 20_000;
    private static final Logger LOG = LoggerFactory.getLogger(EventJson.class);
    private static final ObjectMapper MAPPER = JsonMapper.builder().addModule(new JavaTimeModule()).addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build();

    private EventJson() {
    }

    /** The particulars as an object; one too long says only that. */
    static String detail(final Map<String, ?> detail) {
        try {
            final String json = MAPPER.writeValueAsString(detail);
            return json.length() <= MOST_DETAIL ? json : "{\"leftOut\":" + json.length() + "}";
        } catch (final JsonProcessingException e) {
            LOG.error("particulars that are no JSON: {}", detail.keySet(), e);
            return "{}";
        }
    }

    static String of(final Event event) {
        try {
            return MAPPER.writeValueAsString(event);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("an event is always JSON: " + event, e);
        }
    }
}
