// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Two underscores are one in the key; one would be a dot, by the rules for component property types. */
@ObjectClassDefinition(
        id = "io.longshore.runtime.linux",
        name = "Longshore Linux runtime",
        description = "How tasks are run. A change never touches running tasks.")
@interface LinuxRuntimeConfig {
    @AttributeDefinition(description = "Path, or name on the PATH, of the shim of the first generation.")
    String shim() default "containerd-shim";

    @AttributeDefinition(
            description = "What a container gets that names no runtime, such as io.containerd.runc.v2 or"
                    + " io.containerd.runtime.v1.linux. Empty: what is installed, in this order.",
            required = false)
    String default__runtime() default "";

    @AttributeDefinition(description = "Path, or name on the PATH, of the OCI runtime.")
    String runtime() default "runc";

    @AttributeDefinition(
            description = "The OCI runtime's own state directory; a namespace is appended. Empty: .runc in 'state'.",
            required = false)
    String runtime__root() default "";

    @AttributeDefinition(
            description = "Persistent directory of the tasks; tasks that were made with another one are not found."
                    + " Empty: longshore/tasks in Karaf's data directory.",
            required = false)
    String root() default "";

    @AttributeDefinition(
            description = "Volatile directory of the tasks, at most 60 bytes long. Empty: /run/longshore/<instance>.",
            required = false)
    String state() default "";

    @AttributeDefinition(
            description =
                    "Whether containers that ask for a shim of the first generation have none, but this JVM as their"
                            + " parent, and end with it. For tasks made from now on.")
    boolean no__shim() default false;

    @AttributeDefinition(description = "Whether shims log in detail.")
    boolean shim__debug() default false;

    @AttributeDefinition(description = "Milliseconds that one call of a shim or of the OCI runtime may take.")
    long call__timeout() default 20_000;

    @AttributeDefinition(description = "Milliseconds that creating a container may take.")
    long create__timeout() default 60_000;

    @AttributeDefinition(description = "Milliseconds that a killed process may take to be gone.")
    long kill__timeout() default 10_000;

    @AttributeDefinition(description = "Milliseconds that finding one task again at start may take.")
    long restore__timeout() default 1_500;

    @AttributeDefinition(
            description =
                    "Milliseconds that a shim may take to tell the exit of a process that is gone; then it is told"
                            + " without.")
    long exit__timeout() default 3_000;
}
