package io.usher.agent.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.usher.agent.desired.FieldView;
import io.usher.agent.desired.ServerState;
import io.usher.agent.desired.ServerView;
import java.io.IOException;

/** Writes a server as its record would be written, in half the time: there are thousands in one answer. */
final class ServerViewWriter extends JsonSerializer<ServerView> {

    private static final SerializedString BACKEND = new SerializedString("backend");
    private static final SerializedString NAME = new SerializedString("name");
    private static final SerializedString ADDRESS = new SerializedString("address");
    private static final SerializedString PORT = new SerializedString("port");
    private static final SerializedString STATUS = new SerializedString("status");
    private static final SerializedString STATE = new SerializedString("state");
    private static final SerializedString WEIGHT = new SerializedString("weight");
    private static final SerializedString MAXCONN = new SerializedString("maxconn");
    private static final SerializedString IN_WORK = new SerializedString("inWork");
    private static final SerializedString QUEUED = new SerializedString("queued");
    private static final SerializedString TOTAL = new SerializedString("total");
    private static final SerializedString LAST_CHECK = new SerializedString("lastCheck");
    private static final SerializedString VALUE = new SerializedString("value");
    private static final SerializedString CONFIGURED = new SerializedString("configured");
    private static final SerializedString OVERRIDE = new SerializedString("override");

    @Override
    public Class<ServerView> handledType() {
        return ServerView.class;
    }

    @Override
    public void serialize(final ServerView server, final JsonGenerator json, final SerializerProvider others) throws IOException {
        json.writeStartObject();
        text(json, BACKEND, server.backend());
        text(json, NAME, server.name());
        field(json, ADDRESS, server.address(), others);
        field(json, PORT, server.port(), others);
        text(json, STATUS, server.status());
        field(json, STATE, server.state(), others);
        field(json, WEIGHT, server.weight(), others);
        field(json, MAXCONN, server.maxconn(), others);
        number(json, IN_WORK, server.inWork());
        number(json, QUEUED, server.queued());
        number(json, TOTAL, server.total());
        text(json, LAST_CHECK, server.lastCheck());
        json.writeEndObject();
    }

    private static void text(final JsonGenerator json, final SerializedString name, final String value) throws IOException {
        json.writeFieldName(name);
        json.writeString(value);
    }

    private static void number(final JsonGenerator json, final SerializedString name, final long value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(value);
    }

    private static void field(final JsonGenerator json, final SerializedString name, final FieldView<?> field,
                              final SerializerProvider others) throws IOException {
        json.writeFieldName(name);
        json.writeStartObject();
        json.writeFieldName(VALUE);
        value(json, field.value());
        json.writeFieldName(CONFIGURED);
        value(json, field.configured().orElse(null));
        json.writeFieldName(OVERRIDE);
        if (field.override().isPresent()) {
            others.defaultSerializeValue(field.override().get(), json);
        } else {
            json.writeNull();
        }
        json.writeEndObject();
    }

    private static void value(final JsonGenerator json, final Object value) throws IOException {
        if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof ServerState state) {
            json.writeString(state.json());
        } else {
            json.writeString((String) value); // null, too
        }
    }
}
