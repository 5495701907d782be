// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.LongshoreException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * A command whose errors reach the console as the one sentence they are. Karaf prints any other exception with a prefix, and
 * logs it with its stack as an error of its own.
 */
abstract class OneSentenceAction implements Action {
    abstract @Nullable Object run();

    @Override
    public final @Nullable Object execute() throws CommandException {
        try {
            return run();
        } catch (LongshoreException e) {
            String sentence = Printable.of(String.valueOf(e.getMessage()));
            // the help is what Karaf prints, if there is one
            throw new CommandException(sentence, sentence, e);
        }
    }
}
