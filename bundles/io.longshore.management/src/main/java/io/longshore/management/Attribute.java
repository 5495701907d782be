// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/** What MBean consoles say of an attribute; to read it one must be a viewer. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Attribute {
    /** One sentence; says when it is null. */
    String value();

    /** The standard field {@code units} of its descriptor. */
    @DescriptorKey("units")
    String unit();
}
