package io.usher.proxy.runtime;

import io.usher.proxy.live.Instance;
import io.usher.proxy.live.InstanceCounters;
import java.util.Map;

/** One answer to {@code show info}, in HAProxy's plain, typed or JSON format (management manual, 9.3 and 9.2). */
final class InfoReport {

    private static final Map<Character, String> ORIGINS = Map.of('M', "Metric", 'S', "Status", 'K', "Key", 'C', "Config",
        'P', "Product");
    private static final Map<Character, String> NATURES = Map.of('G', "Gauge", 'L', "Limit", 'R', "Rate", 'C', "Counter",
        'M', "Max", 'O', "Output", 'D', "Duration", 'a', "Avg");
    private static final Map<Character, String> SCOPES = Map.of('P', "Process", 'S', "Service");

    final ProcessFacts process;
    final InstanceCounters counters;
    /** The instance's clock. */
    final long now;
    /** Share of the last second the event loops rested; Usher does not measure it and says so by 100. */
    final int idlePercent = 100;

    InfoReport(final Instance instance, final ProcessFacts process) {
        this.process = process;
        counters = instance.counters();
        now = instance.clock().nanoTime();
    }

    String plain() {
        final StringBuilder out = new StringBuilder(2048);
        for (final InfoFields.Field field : InfoFields.ALL) {
            final String value = field.value().apply(this);
            if (isShown(field, value)) {
                out.append(field.name()).append(": ").append(value).append('\n');
            }
        }
        return out.toString();
    }

    String typed() {
        final StringBuilder out = new StringBuilder(4096);
        for (final InfoFields.Field field : InfoFields.ALL) {
            final String value = field.value().apply(this);
            if (isShown(field, value)) {
                out.append(field.position()).append('.').append(field.name()).append(".1:").append(field.tags()).append(':')
                    .append(field.type()).append(':').append(value).append('\n');
            }
        }
        return out.toString();
    }

    String json() {
        final Json json = new Json().array();
        for (final InfoFields.Field field : InfoFields.ALL) {
            final String value = field.value().apply(this);
            if (isShown(field, value)) {
                write(json, field, value);
            }
        }
        return json.endArray() + "\n";
    }

    private static void write(final Json json, final InfoFields.Field field, final String value) {
        json.object().name("field").object().member("pos", field.position()).member("name", field.name()).endObject()
            .member("processNum", 1)
            .name("tags").object().member("origin", ORIGINS.get(field.tags().charAt(0)))
            .member("nature", NATURES.get(field.tags().charAt(1))).member("scope", SCOPES.get(field.tags().charAt(2)))
            .endObject()
            .name("value").object().member("type", field.type());
        if (field.type().equals("str")) {
            json.member("value", value);
        } else {
            json.member("value", Long.parseLong(value));
        }
        json.endObject().endObject();
    }

    /** HAProxy shows a description only where one is set. */
    private static boolean isShown(final InfoFields.Field field, final String value) {
        return !field.name().equals("description") || !value.isEmpty();
    }

    String uptime() {
        final long seconds = process.uptimeSeconds();
        return String.format("%dd %dh%02dm%02ds", seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    }
}
