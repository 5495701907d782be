// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/** What MBean consoles say of a parameter. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Parameter {
    /** Its name; those called {@code namespace} and {@code id} tell the audit log what the operation is about. */
    String name();

    /** One sentence. */
    String value();

    /** The standard field {@code units} of its descriptor. */
    @DescriptorKey("units")
    String unit() default "none";

    /**
     * Whether it can name a file of the host: a text that is not empty, or one of several that begins with {@code @}. Then
     * the operation needs the role admin.
     */
    boolean hostFile() default false;
}
