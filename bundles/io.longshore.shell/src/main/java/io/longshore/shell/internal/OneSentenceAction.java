// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Audit;
import io.longshore.access.Caller;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * A command whose errors reach the console as the one sentence they are. Karaf prints any other exception with a prefix, and
 * logs it with its stack as an error of its own.
 *
 * <p>Of one that is {@link Audited} the audit log has a line when it ends.
 */
abstract class OneSentenceAction implements Action {
    private static final String SUFFIX = "Exception";

    abstract @Nullable Object run();

    /** What the audit log calls it this time. */
    String operation(Audited audited) {
        return audited.operation();
    }

    /** As it was typed, for the audit log; empty if it is about none, and so for the id. */
    String auditNamespace() {
        return "";
    }

    String auditId() {
        return "";
    }

    @Override
    public final @Nullable Object execute() throws CommandException {
        Audited audited = getClass().getAnnotation(Audited.class);
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        try {
            // Karaf names it by the whole line that was typed, and its log has the name in each of its lines
            thread.setName(threadName());
            return audited == null ? run() : run(audited);
        } catch (LongshoreException | SecurityException e) {
            String sentence = Printable.of(String.valueOf(e.getMessage()));
            // the help is what Karaf prints, if there is one
            throw new CommandException(sentence, sentence, e);
        } finally {
            thread.setName(name);
        }
    }

    private String threadName() {
        Command command = getClass().getAnnotation(Command.class);
        return "longshore-shell-" + command.scope() + '-' + command.name();
    }

    private @Nullable Object run(Audited audited) {
        Caller caller = Caller.current();
        String outcome = "error";
        try {
            // Karaf has asked before; but it lets everybody run what its list leaves out, such as one that is older
            // than we are
            if (!caller.may(audited.role())) {
                throw new SecurityException("this command needs the role " + audited.role());
            }
            Object result = run();
            outcome = "done";
            return result;
        } catch (SecurityException e) {
            outcome = "denied";
            throw e;
        } catch (LongshoreException e) {
            outcome = outcome(e);
            throw e;
        } finally {
            Audit.log(caller, operation(audited), auditNamespace(), auditId(), outcome);
        }
    }

    /** Without the sentence if that may quote what was typed, such as a variable. */
    private static String outcome(LongshoreException error) {
        String name = error.getClass().getSimpleName();
        String kind = name.substring(0, name.length() - SUFFIX.length());
        return error instanceof InvalidArgumentException ? kind : kind + ": " + error.getMessage();
    }
}
