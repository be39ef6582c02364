package io.usher.agent.rest;

import io.usher.agent.request.Invalid;
import io.usher.agent.schedule.ScheduleAction;
import java.util.Optional;

/** Reads what a schedule is to do; what can be set of a server is read as in a patch of it. */
final class ActionReader {

    private ActionReader() {
    }

    static ScheduleAction read(final Body action) {
        final String type = action.text("type").orElse("missing");
        final ScheduleAction read;
        switch (type) {
            case ScheduleAction.RELOAD -> read = new ScheduleAction.Reload(action.text("when").orElse(null),
                    action.text("reason").orElse(null), action.text("deadline").orElse(null));
            case ScheduleAction.SERVERS -> read = new ScheduleAction.Servers(needed(action, "backend", "the name of a backend"),
                    ServerBodies.namedPatches(action));
            case ScheduleAction.RAMP -> read = new ScheduleAction.Ramp(needed(action, "backend", "the name of a backend"),
                    action.texts("servers"), action.integer("from", 0, Integer.MAX_VALUE),
                    action.integer("to", 0, Integer.MAX_VALUE),
                    action.integer("steps", 0, Integer.MAX_VALUE), needed(action, "interval", "a time such as 30s"));
            default -> throw new Invalid("action.type", "action.type: '" + type + "' (expected: reload, servers or ramp)");
        }
        action.end();
        return read;
    }

    private static String needed(final Body action, final String field, final String what) {
        final Optional<String> text = action.text(field);
        return text.orElseThrow(() -> new Invalid(action.place(field), action.place(field) + ": missing (expected: " + what
                + ")"));
    }
}
