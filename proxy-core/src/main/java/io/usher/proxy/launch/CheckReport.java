package io.usher.proxy.launch;

import io.usher.proxy.config.ConfigurationResult;
import io.usher.proxy.config.Culprit;
import io.usher.proxy.config.Diagnostic;
import io.usher.proxy.runtime.Json;
import java.util.Locale;

/**
 * What {@code -c --json} says of a configuration, for programs: one object with {@code valid} and {@code findings}, each of
 * those with {@code severity} (alert, warning, notice) and {@code message}, and where they are known {@code file}, {@code line}
 * and {@code column} (both from 1), {@code word} and {@code expected}. Usher's own; HAProxy has no such output.
 */
final class CheckReport {
    private CheckReport() {
    }

    /**
     * Whether the check fails.
     *
     * @param strict warnings count as errors
     */
    static boolean refused(final ConfigurationResult result, final boolean strict) {
        return !result.valid() || strict && result.diagnostics().stream()
                .anyMatch(one -> one.severity() == Diagnostic.Severity.WARNING);
    }

    /** The object, in one line. */
    static String json(final ConfigurationResult result, final boolean strict) {
        final Json json = new Json().object().member("valid", !refused(result, strict)).name("findings").array();
        result.diagnostics().forEach(one -> finding(json, one));
        return json.endArray().endObject().toString();
    }

    private static void finding(final Json json, final Diagnostic diagnostic) {
        json.object().member("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
        if (diagnostic.position() != null) {
            json.member("file", diagnostic.position().file()).member("line", diagnostic.position().line());
        }
        final Culprit culprit = diagnostic.culprit();
        if (culprit.column() > 0) {
            json.member("column", culprit.column()).member("word", culprit.word());
        }
        if (!culprit.expected().isEmpty()) {
            json.member("expected", culprit.expected());
        }
        json.member("message", diagnostic.text()).endObject();
    }
}
