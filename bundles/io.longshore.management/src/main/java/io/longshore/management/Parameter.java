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

    /** Whether it names a file of the host, unless it is empty; then the operation needs the role admin. */
    boolean hostFile() default false;
}
