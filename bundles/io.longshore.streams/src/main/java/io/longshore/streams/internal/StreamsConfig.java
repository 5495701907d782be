// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        id = "io.longshore.streams",
        name = "Longshore streams",
        description = "Where the FIFOs of live streams are. A change detaches all streams.")
@interface StreamsConfig {
    @AttributeDefinition(
            description = "Volatile, private directory of the FIFOs. Empty: /run/longshore/<instance>/.io.",
            required = false)
    String directory() default "";
}
