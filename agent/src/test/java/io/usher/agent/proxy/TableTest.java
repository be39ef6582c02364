package io.usher.agent.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void readsCellsByTheNamesOfTheirColumns() throws MalformedAnswerException {
        final Table table = Table.csv("# b,a,\n1,x,\n,-\n2\n\n", "a", "b");
        assertEquals(List.of("b", "a", ""), table.columnNames());
        assertEquals(List.of("x", "-", ""), table.rows().stream().map(row -> row.text("a")).toList());
        assertEquals("", table.rows().get(0).text("c"));
        assertEquals(1, table.rows().get(0).number("b", 7));
        assertEquals(7, table.rows().get(1).number("b", 7));
        assertEquals(7, table.rows().get(1).number("a", 7));
        assertEquals(7, table.rows().get(2).number("c", 7));
        assertTrue(assertThrows(MalformedAnswerException.class, () -> table.rows().get(0).number("a", 7)).getMessage()
                .contains("'x'"));
    }

    @Test
    void readsNumbersOfAnyLengthAndSign() throws MalformedAnswerException {
        final Table.Row row = Table.csv("# a,b,c\n-1," + Long.MAX_VALUE + ",+5").rows().get(0);
        assertEquals(List.of(-1L, Long.MAX_VALUE, 5L), List.of(row.number("a", 0), row.number("b", 0), row.number("c", 0)));
        final Table.Row tooLong = Table.csv("# a\n" + Long.MAX_VALUE + "0").rows().get(0);
        assertThrows(MalformedAnswerException.class, () -> tooLong.number("a", 0));
    }

    @Test
    void takesQuotedCellsApart() throws MalformedAnswerException {
        final Table.Row row = Table.csv("# a,b,c,d\r\n\"x, \"\"y\"\"\",2,,\"\"\r\n").rows().get(0);
        assertEquals(List.of("x, \"y\"", "2", "", ""), row.cells());
        assertEquals(2, row.number("b", 0));
        assertTrue(row.is(0, "x, \"y\""));
    }

    @Test
    void takesSeveralBlanksForOne() throws MalformedAnswerException {
        final Table table = Table.blanks("1\n# a b\n x   y \r\n# no row\n   \np q\n\n", "a", "b");
        assertEquals(List.of(List.of("x", "y"), List.of("p", "q")), table.rows().stream().map(Table.Row::cells).toList());
    }

    @Test
    void wantsAHeaderWithAllColumns() {
        for (final String text : List.of("", "\n", "a,b\n1,2\n", "# a\n1\n")) {
            assertThrows(MalformedAnswerException.class, () -> Table.csv(text, "a", "b"), text);
        }
    }
}
