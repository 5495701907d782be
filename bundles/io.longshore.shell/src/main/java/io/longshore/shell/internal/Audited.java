// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Of a command that changes something, or shows what not everybody may see: it asks for the role, and leaves a line in the audit log. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Audited {
    /** As Karaf's list of its scope has it. */
    Role role();

    /** What the audit log calls it, which is what it calls the operation of the MBeans. */
    String operation();
}
