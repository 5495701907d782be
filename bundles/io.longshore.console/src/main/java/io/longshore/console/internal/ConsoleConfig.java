// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        id = "io.longshore.console",
        name = "Longshore web console",
        description = "Who may reach the console at /longshore, and for how long. A change logs everybody out.")
@interface ConsoleConfig {
    // __ stands for the _ of a key, since _ stands for a dot

    @AttributeDefinition(
            description = "Answer only connections to a loopback address, whatever the HTTP service listens on.")
    boolean loopback__only() default true;

    @AttributeDefinition(description = "Names that the console may be called by, without ports.")
    String[] hosts() default {"localhost", "127.0.0.1", "[::1]"};

    @AttributeDefinition(description = "The JAAS realm that knows the users.")
    String realm() default "karaf";

    @AttributeDefinition(description = "Minutes without use after which a login ends.")
    int idle__minutes() default 15;

    @AttributeDefinition(description = "Hours after which a login ends in any case.")
    int login__hours() default 8;

    @AttributeDefinition(description = "How many may be logged in at once.")
    int max__logins() default 100;

    @AttributeDefinition(description = "How many live views, of tasks or of output, may be open at once.")
    int max__streams() default 32;

    @AttributeDefinition(description = "Milliseconds between two samples of memory and cpu.")
    int sample__millis() default 2000;

    @AttributeDefinition(description = "Seconds that a command may take that is run in a task.")
    int exec__seconds() default 60;

    @AttributeDefinition(
            description =
                    "Where tasks that are created here write to. Empty: longshore/output in Karaf's data directory.",
            required = false)
    String output__directory() default "";

    @AttributeDefinition(
            description =
                    "MiB that an output there may have; then it begins anew, and the one before it is kept beside it.")
    int output__mebibytes() default 16;
}
