package io.usher.agent.schedule;

import org.quartz.impl.jdbcjobstore.SimplePropertiesTriggerPersistenceDelegateSupport;
import org.quartz.impl.jdbcjobstore.SimplePropertiesTriggerProperties;
import org.quartz.spi.OperableTrigger;

/**
 * Keeps {@link CalendarTrigger}s in Quartz's table of simple properties: expression and zone as text. (Serialised triggers
 * cannot be read back: Quartz 2.5.2 looks for their column in the wrong result.) Made by Quartz.
 */
public final class CalendarTriggerDelegate extends SimplePropertiesTriggerPersistenceDelegateSupport {
    /** At most eight characters, in the column TRIGGER_TYPE. */
    private static final String TYPE = "USHERCAL";

    @Override
    public boolean canHandleTriggerType(final OperableTrigger trigger) {
        return trigger instanceof CalendarTrigger;
    }

    @Override
    public String getHandledTriggerTypeDiscriminator() {
        return TYPE;
    }

    @Override
    protected SimplePropertiesTriggerProperties getTriggerProperties(final OperableTrigger trigger) {
        final CalendarTrigger calendar = (CalendarTrigger) trigger;
        final SimplePropertiesTriggerProperties properties = new SimplePropertiesTriggerProperties();
        properties.setString1(calendar.cron());
        properties.setString2(calendar.zone());
        return properties;
    }

    @Override
    protected TriggerPropertyBundle getTriggerPropertyBundle(final SimplePropertiesTriggerProperties properties) {
        return new TriggerPropertyBundle(CalendarTrigger.builder(properties.getString1(), properties.getString2()),
                new String[0], new Object[0]);
    }
}
