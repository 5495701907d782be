// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@value #PID}. A change closes the journal and opens it anew. */
@ObjectClassDefinition(name = "Longshore events", description = "The journal of events and the bridge to EventAdmin")
public @interface EventsConfig {
    String PID = "io.longshore.events";

    @AttributeDefinition(description = "where the journal is; empty for longshore/events in Karaf's data directory")
    String directory() default "";

    @AttributeDefinition(description = "bytes after which the next file is begun", min = "1024", max = "1073741824")
    long segment__bytes() default 8 << 20;

    @AttributeDefinition(description = "files kept; the oldest events go with the oldest file", min = "2")
    int segments() default 8;

    @AttributeDefinition(description = "newest events kept in memory for subscribers, a power of two")
    int memory__events() default 8192;

    @AttributeDefinition(
            description =
                    "when the device has to have an event: within the interval, always before publishing returns, "
                            + "or never by our doing; this is about power failures only")
    Settings.Fsync fsync() default Settings.Fsync.INTERVAL;

    @AttributeDefinition(description = "milliseconds until an event is on the device, for INTERVAL", min = "1")
    long fsync__interval__ms() default 1000;

    @AttributeDefinition(
            description = "milliseconds until the bridge's place is written: what it may repeat after a crash",
            min = "1")
    long bridge__cursor__interval__ms() default 500;
}
