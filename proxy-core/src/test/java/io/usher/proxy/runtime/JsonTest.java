package io.usher.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class JsonTest {

    @Test
    void setsCommasBetweenMembersAndElements() {
        final String text = new Json().object().member("a", 1).member("b", true).name("c").array().value("x").value(2)
            .object().endObject().endArray().member("d", (String) null).endObject().toString();
        assertEquals("{\"a\":1,\"b\":true,\"c\":[\"x\",2,{}],\"d\":null}", text);
    }

    @Test
    void escapesWhatJsonDoesNotAllowInTexts() {
        final String text = new Json().value("\"\\\n\r\t\u0000\u001f\u007f\u0085é\uD83D\uDE00\uD83D").toString();
        assertEquals("\"\\\"\\\\\\n\\r\\t\\u0000\\u001f\\u007f\\u0085é\uD83D\uDE00\\ud83d\"", text);
    }
}
