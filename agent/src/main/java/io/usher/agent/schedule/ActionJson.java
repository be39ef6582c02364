package io.usher.agent.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.ServerPatch;

import java.io.IOException;
import java.lang.reflect.RecordComponent;

/**
 * Actions as JSON, with the names of the contract. A patch of a server is written and read by its components, whatever they
 * are: what it does not mention is left out, what it gives back to the configuration is null.
 */
public final class ActionJson {
    private static final String NAME = "name";
    private static final ObjectMapper MAPPER = JsonMapper.builder().defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .addModule(new SimpleModule().addSerializer(NamedPatch.class, new PatchWriter())
                    .addDeserializer(NamedPatch.class, new PatchReader()).addDeserializer(FieldChange.class,
                    new ChangeReader(null)))
            .build();

    private ActionJson() {
    }

    /** As clients see it. */
    public static ObjectNode tree(final ScheduleAction action) {
        return MAPPER.valueToTree(action);
    }

    static String text(final ScheduleAction action) {
        return tree(action).toString();
    }

    /** @param type stands in a column of its own, and in texts of older agents nowhere else */
    static ScheduleAction read(final String type, final String text) throws JsonProcessingException {
        final ObjectNode tree = MAPPER.readValue(text, ObjectNode.class);
        return MAPPER.treeToValue(tree.put("type", type), ScheduleAction.class);
    }

    /** A patch of a weight and nothing else. */
    static NamedPatch weight(final String server, final int weight) {
        return MAPPER.convertValue(MAPPER.createObjectNode().put(NAME, server).put("weight", weight), NamedPatch.class);
    }

    private static final class PatchWriter extends JsonSerializer<NamedPatch> {
        @Override
        public void serialize(final NamedPatch named, final JsonGenerator out,
                final SerializerProvider provider) throws IOException {
            out.writeStartObject();
            out.writeStringField(NAME, named.server());
            for (final RecordComponent component : ServerPatch.class.getRecordComponents()) {
                final Object change = value(component, named.patch());
                if (change instanceof FieldChange.Set<?> set) {
                    provider.defaultSerializeField(component.getName(), set.value(), out);
                } else if (change instanceof FieldChange.Clear<?>) {
                    out.writeNullField(component.getName());
                }
            }
            out.writeEndObject();
        }

        private static Object value(final RecordComponent component, final ServerPatch patch) throws IOException {
            try {
                return component.getAccessor().invoke(patch);
            } catch (final ReflectiveOperationException e) {
                throw new IOException("field " + component.getName() + " of a patch cannot be read", e);
            }
        }
    }

    private static final class PatchReader extends JsonDeserializer<NamedPatch> {
        @Override
        public NamedPatch deserialize(final JsonParser in, final DeserializationContext context) throws IOException {
            final ObjectNode tree = context.readValue(in, ObjectNode.class);
            final String name = tree.path(NAME).asText();
            tree.remove(NAME);
            return new NamedPatch(name, context.readTreeAsValue(tree, ServerPatch.class));
        }
    }

    /** Tells a field that is null from one that is not there. */
    private static final class ChangeReader extends JsonDeserializer<FieldChange<?>> implements ContextualDeserializer {
        private final JavaType type;

        ChangeReader(final JavaType type) {
            this.type = type;
        }

        @Override
        public JsonDeserializer<?> createContextual(final DeserializationContext context, final BeanProperty property) {
            return new ChangeReader(property.getType().containedType(0));
        }

        @Override
        public FieldChange<?> deserialize(final JsonParser in, final DeserializationContext context) throws IOException {
            return FieldChange.set(context.<Object>readValue(in, type));
        }

        @Override
        public FieldChange<?> getNullValue(final DeserializationContext context) {
            return FieldChange.clear();
        }

        @Override
        public Object getAbsentValue(final DeserializationContext context) {
            return FieldChange.absent();
        }
    }
}
