package io.usher.agent.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.Instantiatable;
import java.io.IOException;

/**
 * JSON for people and programs alike: each field of a document stands on a line, and each thing of a list, such as one of a
 * thousand servers; what is inside of that stands on the same line without a blank. Its state is one document's.
 */
final class Lines implements PrettyPrinter, Instantiatable<Lines> {

    /** How deep there is a line for each. */
    private static final int DEPTH = 2;
    private static final String[] LINE = {"\n", "\n  ", "\n    "};

    private int depth;

    @Override
    public Lines createInstance() {
        return new Lines();
    }

    @Override
    public void writeRootValueSeparator(final JsonGenerator json) throws IOException {
        json.writeRaw('\n');
    }

    @Override
    public void writeStartObject(final JsonGenerator json) throws IOException {
        json.writeRaw('{');
        depth++;
    }

    @Override
    public void beforeObjectEntries(final JsonGenerator json) throws IOException {
        line(json);
    }

    @Override
    public void writeObjectFieldValueSeparator(final JsonGenerator json) throws IOException {
        if (depth > DEPTH) {
            json.writeRaw(':');
        } else {
            json.writeRaw(": ");
        }
    }

    @Override
    public void writeObjectEntrySeparator(final JsonGenerator json) throws IOException {
        json.writeRaw(',');
        line(json);
    }

    @Override
    public void writeEndObject(final JsonGenerator json, final int entries) throws IOException {
        end(json, entries, '}');
    }

    @Override
    public void writeStartArray(final JsonGenerator json) throws IOException {
        json.writeRaw('[');
        depth++;
    }

    @Override
    public void beforeArrayValues(final JsonGenerator json) throws IOException {
        line(json);
    }

    @Override
    public void writeArrayValueSeparator(final JsonGenerator json) throws IOException {
        json.writeRaw(',');
        line(json);
    }

    @Override
    public void writeEndArray(final JsonGenerator json, final int values) throws IOException {
        end(json, values, ']');
    }

    private void end(final JsonGenerator json, final int within, final char mark) throws IOException {
        if (depth <= DEPTH && within > 0) {
            json.writeRaw(LINE[depth - 1]);
        }
        depth--;
        json.writeRaw(mark);
    }

    private void line(final JsonGenerator json) throws IOException {
        if (depth <= DEPTH) {
            json.writeRaw(LINE[depth]);
        }
    }
}
