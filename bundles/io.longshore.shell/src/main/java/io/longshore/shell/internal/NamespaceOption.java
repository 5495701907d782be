// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import java.util.Optional;
import org.apache.karaf.shell.api.console.CommandLine;

/** The namespace in a command line that is still being typed. */
final class NamespaceOption {
    static final String SHORT = "-n";
    static final String LONG = "--namespace";

    private NamespaceOption() {}

    /** Empty for one that cannot exist: nothing is in it. */
    static Optional<Namespace> of(CommandLine line) {
        String[] words = line.getArguments();
        String name = Namespace.DEFAULT.name();
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals(SHORT) || words[i].equals(LONG)) {
                name = words[i + 1];
            }
        }
        try {
            return Optional.of(new Namespace(name));
        } catch (InvalidArgumentException e) {
            // the command will say so when it is run; a completer must not write on a line that is being edited
            return Optional.empty();
        }
    }
}
