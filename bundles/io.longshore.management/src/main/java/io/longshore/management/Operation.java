// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import io.longshore.access.Role;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/** What MBean consoles say of an operation, who may call it, and what the audit log calls it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Operation {
    /** One sentence. */
    String value();

    /** The least role that may call it; what a viewer may call changes nothing. In its descriptor as {@code role}. */
    @DescriptorKey("role")
    Role role();

    /** The audit log's name for it, whichever MBean it is called on; empty for its own name. */
    String audit() default "";

    /** Of what it returns: the standard field {@code units} of its descriptor. */
    @DescriptorKey("units")
    String unit() default "none";
}
