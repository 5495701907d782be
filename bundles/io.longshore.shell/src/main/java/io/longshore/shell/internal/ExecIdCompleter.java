// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Ids of processes that were added to the task that the command line names. */
@Service
public final class ExecIdCompleter implements Completer {
    @Reference
    ContainerRuntime runtime;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        Set<String> typed = new TreeSet<>(Arrays.asList(commandLine.getArguments()));
        List<Task> tasks = NamespaceOption.of(commandLine).map(runtime::list).orElse(List.of());
        // the task's own id comes after the option, so often it is not there yet
        boolean named = tasks.stream().anyMatch(task -> typed.contains(task.id().value()));
        List<String> words = tasks.stream()
                .filter(task -> !named || typed.contains(task.id().value()))
                .flatMap(task -> task.processes().stream())
                .map(process -> process.id().value())
                .distinct()
                .toList();
        return new StringsCompleter(words).complete(session, commandLine, candidates);
    }
}
