package io.usher.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineSplitterTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("A", "x y", "B_1", "z");

    private static List<String> split(final String line) throws StatementException {
        return LineSplitter.split(line, ENVIRONMENT::get).words();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "  bind   :80 # comment                     | [bind, :80]",
        "a\\ b c                                    | [a b, c]",
        "a\\#b # c                                  | [a#b]",
        "'a \"b\" $A \\n' c                         | [a \"b\" $A \\n, c]",
        "\"a 'b' c\"d                               | [a 'b' cd]",
        "\"$A\" \"${B_1}\" \"$B_1.c\"               | [x y, z, z.c]",
        "\"${NONE-dflt}\" \"${B_1-dflt}\" c         | [dflt, z, c]",
        "\"${A[*]}\"                                | [x, y]",
        "$A ${A}                                    | [$A, ${A}]",
        "\"\\$A\" \\$A                              | [$A, \\$A]",
        "a\\x41\\x62                                | [aAb]",
        "a\\1 \\q                                   | [a\\1, \\q]",
        "a \"\" b \"\"                              | [a, , b]",
        "# only a comment                           | []",
    })
    void splitsAsHaproxyDoes(final String line, final String words) throws StatementException {
        assertEquals(words, split(line).toString());
    }

    @Test
    void turnsLetterEscapesIntoControlCharacters() throws StatementException {
        assertEquals(List.of("a\tb\r\nc"), split("a\\tb\\r\\nc"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a \"b        | unmatched quote at position 3",
        "a 'b         | unmatched quote at position 3",
        "a \\x4g      | truncated or invalid hexadecimal sequence at position 3",
        "a \\x        | truncated or invalid hexadecimal sequence at position 3",
        "\"${A\"      | unmatched brace in environment variable name at position 3",
        "\"${A=b}\"   | unmatched brace in environment variable name at position 3",
        "\"$1\"       | forbidden first char in environment variable name at position 3",
        "\"${A[1]}\"  | truncated or invalid word expansion sequence at position 5",
    })
    void namesTheColumnOfAnError(final String line, final String error) {
        final String text = assertThrows(StatementException.class, () -> split(line)).getMessage();
        assertEquals(error, text.substring(0, text.indexOf(':')));
    }
}
