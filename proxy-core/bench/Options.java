import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line of a program of this folder: options with a value, and flags. What it cannot read ends the program. */
final class Options {

    private final String program;
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Reads them; {@code --help} prints the usage and ends the program with 0.
     *
     * @param program its name in what it says
     * @param valued  options that a value follows
     * @param flags   options without one
     */
    Options(final String program, final String usage, final List<String> valued, final List<String> flags,
            final String[] arguments) {
        this.program = program;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--help")) {
                System.out.print(usage);
                System.exit(0);
            } else if (flags.contains(arguments[i])) {
                values.put(arguments[i], "");
            } else if (valued.contains(arguments[i]) && i + 1 < arguments.length) {
                values.put(arguments[i], arguments[++i]);
            } else {
                refuse("'" + arguments[i] + "' (expected: one of these, with its value)\n" + usage);
            }
        }
    }

    boolean has(final String name) {
        return values.containsKey(name);
    }

    /** {@return its value; null = it is not there} */
    String text(final String name) {
        return values.get(name);
    }

    String text(final String name, final String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(final String name, final int otherwise, final int least) {
        final String text = text(name, String.valueOf(otherwise));
        if (!text.matches("0|[1-9]\\d{0,5}") || Integer.parseInt(text) < least) {
            refuse(name + " '" + text + "' (expected: a number from " + least + ")");
        }
        return Integer.parseInt(text);
    }

    /** Ends the program with 2. */
    void refuse(final String why) {
        System.err.println(program + ": " + why);
        System.exit(2);
    }
}
