package io.usher.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher address B/S ADDRESS|:PORT|ADDRESS:PORT|--clear}. */
@Command(name = "address", description = "Move a server to another address or port; requests in work stay where they are.")
final class AddressCommand extends ChangeCommand {

    @Parameters(index = "0", paramLabel = "BACKEND/SERVER", description = "The server.")
    private String server;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ADDRESS:PORT",
            description = "Both, or only ADDRESS or :PORT; IPv6 in brackets.")
    private String to;

    @Option(names = "--clear", description = "Give both back to the configuration.")
    private boolean clear;

    @Override
    ExitCode run(final Api api) throws IOException {
        if (clear == (to != null)) {
            throw wrong("address: " + (clear ? to + " and --clear" : "missing") + " (expected: either ADDRESS:PORT or --clear)");
        }
        final ObjectNode patch = clear ? JsonNodeFactory.instance.objectNode().putNull("address").putNull("port")
                : Endpoints.fields(this, to);
        return printChange(change(api, Request.of("PATCH", serverPath(server)).json(patch.toString())), ServerText::line);
    }

    /** Reads addresses of the command line. */
    static final class Endpoints {

        private Endpoints() {
        }

        /** {@code address} and {@code port}, as far as the text has them. */
        static ObjectNode fields(final AgentCommand command, final String text) {
            final ObjectNode fields = JsonNodeFactory.instance.objectNode();
            final int colon = text.lastIndexOf(':');
            final boolean ported = colon >= 0 && (colon == text.indexOf(':') || text.charAt(Math.max(0, colon - 1)) == ']');
            final String host = (ported ? text.substring(0, colon) : text).replaceAll("^\\[|]$", "");
            if (!host.isEmpty()) {
                fields.put("address", host);
            }
            if (ported) {
                final String port = text.substring(colon + 1);
                if (!port.matches("\\d{1,5}")) {
                    throw command.wrong("address: '" + text + "' (expected: ADDRESS, :PORT or ADDRESS:PORT, IPv6 in brackets)");
                }
                fields.put("port", Integer.parseInt(port));
            }
            if (fields.isEmpty()) {
                throw command.wrong("address: '" + text + "' (expected: ADDRESS, :PORT or ADDRESS:PORT, IPv6 in brackets)");
            }
            return fields;
        }
    }
}
