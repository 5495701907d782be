// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Task;
import io.longshore.shell.internal.terminal.Page;
import io.longshore.shell.internal.terminal.QuitKey;
import io.longshore.shell.internal.terminal.SessionTerminal;
import io.longshore.shell.internal.terminal.Ticks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.jline.terminal.Terminal;

/** A command that shows what tasks use, once or again and again. */
abstract class UsageAction extends SessionAction {
    private static final long MAX_SECONDS = 3600;
    private static final int FOR_EVER = Integer.MAX_VALUE;

    @Option(name = "--interval", description = "Seconds between two looks")
    long interval = 1;

    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Reference
    ContainerRuntime runtime;

    /** The time between two looks; for tests. */
    Ticks ticks = Ticks.endless();

    abstract List<Task> tasks();

    abstract List<String> lines(List<Usage> usages);

    void once() {
        watch(2, Page.appended(System.out), ticks);
    }

    /** In place on a terminal, until q or Ctrl-C; else line by line, until Ctrl-C. */
    void follow() {
        Optional<Terminal> terminal = noFormat ? Optional.empty() : SessionTerminal.of(session);
        if (terminal.isEmpty()) {
            watch(FOR_EVER, Page.appended(System.out), ticks);
            return;
        }
        try (QuitKey quit = new QuitKey(terminal.get())) {
            watch(FOR_EVER, Page.redrawn(terminal.get()), quit);
        }
    }

    /** @param looks how many to take at most; of few, only the last one is shown, since the first knows nothing of cpu use */
    private void watch(int looks, Page page, Ticks between) {
        if (interval < 1 || interval > MAX_SECONDS) {
            throw new InvalidArgumentException("--interval must be from 1 to " + MAX_SECONDS + " seconds");
        }
        UsageSampler sampler = new UsageSampler();
        try {
            int left = looks;
            do {
                List<String> lines = lines(sampler.sample(tasks()));
                left--;
                if (left == 0 || looks == FOR_EVER) {
                    page.show(lines);
                }
            } while (left > 0 && between.await(Duration.ofSeconds(interval)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
