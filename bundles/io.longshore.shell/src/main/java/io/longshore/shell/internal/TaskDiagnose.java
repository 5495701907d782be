// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.Finding;
import io.longshore.api.runtime.Finding.Verdict;
import io.longshore.api.runtime.Task;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "diagnose",
        description = "Looks for what is wrong with a task, also one whose shim is dead or hangs, and says what to do;"
                + " without a task, for what this machine lacks to run containers")
public final class TaskDiagnose extends SessionAction {
    @Argument(name = "id", description = "The task, named as its container; none for the machine")
    @Completion(TaskIdCompleter.class)
    String id = "";

    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Reference
    ContainerRuntime runtime;

    @Override
    @Nullable
    Object run() {
        if (id.isEmpty()) {
            diagnoseMachine();
        } else {
            diagnose(runtime.get(namespace(), new ContainerId(id)));
        }
        return null;
    }

    @Override
    String auditId() {
        return id;
    }

    private void diagnoseMachine() {
        progress().of("looking for what containers need", runtime::refreshPrograms);
        List<String> missing = runtime.status().missing();
        for (String line : missing) {
            print(new Finding("machine", Verdict.PROBLEM, line));
        }
        if (missing.isEmpty()) {
            print(new Finding("machine", Verdict.OK, "nothing is missing that containers are known to need"));
        }
    }

    private void diagnose(Task task) {
        Diagnosis diagnosis = progress().of("looking at task " + id, task::diagnose);
        diagnosis.findings().forEach(this::print);
        String advice = Printable.of(diagnosis.advice());
        System.out.println(noFormat ? "advice\t" + diagnosis.verdict() + "\t" + advice : "What to do: " + advice);
    }

    private void print(Finding finding) {
        List<String> lines = finding.text().lines().map(Printable::of).toList();
        if (noFormat) {
            System.out.println(finding.name() + "\t" + finding.verdict() + "\t" + String.join("; ", lines));
        } else {
            System.out.printf("%-8s %-12s %s%n", finding.verdict(), finding.name(), first(lines));
            lines.stream().skip(1).forEach(line -> System.out.printf("%-8s %-12s %s%n", "", "", line));
        }
    }

    private static String first(List<String> lines) {
        return lines.isEmpty() ? "" : lines.get(0);
    }
}
