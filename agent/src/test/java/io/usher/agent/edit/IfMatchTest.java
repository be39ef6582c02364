package io.usher.agent.edit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.Stale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    @ParameterizedTest
    @ValueSource(strings = {"\"ab\"", "*", " * ", "\"x\", \"ab\"", "\"x\",W/\"y\",\"ab\" "})
    void takesTheTagAloneAmongOthersOrAny(final String header) {
        assertDoesNotThrow(() -> IfMatch.check(header, "\"ab\"", "it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "W/\"ab\"", "\"x\", \"y\""})
    void refusesOtherTagsAndWeakOnes(final String header) {
        assertEquals("\"ab\"", assertThrows(Stale.class, () -> IfMatch.check(header, "\"ab\"", "it")).current());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "", "\"ab", "\"ab\" \"c\"", "*, \"ab\""})
    void refusesWhatIsNoListOfTags(final String header) {
        assertEquals("If-Match", assertThrows(Invalid.class, () -> IfMatch.check(header, "\"ab\"", "it")).field());
    }

    @Test
    void namesTheThingAndWhatToSend() {
        final String message = assertThrows(Stale.class, () -> IfMatch.check("\"x\"", "\"ab\"", "file a.cfg")).getMessage();
        assertEquals("file a.cfg is not what If-Match says: it was changed meanwhile, by somebody else or by hand (expected:"
                + " If-Match:"
                + " \"ab\", once its present content has been looked at)", message);
    }
}
