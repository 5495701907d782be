// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.Finding;
import io.longshore.api.runtime.Task;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "diagnose",
        description = "Looks for what is wrong with a task, also one whose shim is dead or hangs, and says what to do")
public final class TaskDiagnose extends TaskAction {
    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Override
    @Nullable
    Object run() {
        Task task = task();
        Diagnosis diagnosis = progress().of("looking at task " + id, task::diagnose);
        for (Finding finding : diagnosis.findings()) {
            List<String> lines = finding.text().lines().map(Printable::of).toList();
            if (noFormat) {
                System.out.println(finding.name() + "\t" + finding.verdict() + "\t" + String.join("; ", lines));
            } else {
                System.out.printf("%-8s %-12s %s%n", finding.verdict(), finding.name(), first(lines));
                lines.stream().skip(1).forEach(line -> System.out.printf("%-8s %-12s %s%n", "", "", line));
            }
        }
        String advice = Printable.of(diagnosis.advice());
        System.out.println(noFormat ? "advice\t" + diagnosis.verdict() + "\t" + advice : "What to do: " + advice);
        return null;
    }

    private static String first(List<String> lines) {
        return lines.isEmpty() ? "" : lines.get(0);
    }
}
