// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateTasksTest {
    private static final TaskName WEB = new TaskName(ConsoleServer.BLUE, new ContainerId("web"));
    private static final TaskName DB = new TaskName(ConsoleServer.BLUE, new ContainerId("db"));

    private final List<Runnable> planned = new ArrayList<>();
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
            planned.add(action);
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }
    };
    private final List<TaskName> told = new ArrayList<>();
    private final LateTasks late = new LateTasks(scheduler, told::add);

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void howeverManyEventsATaskHasItIsToldOnce() {
        for (int i = 0; i < 1000; i++) {
            late.add(WEB);
        }
        late.add(DB);

        assertThat(planned).hasSize(1);
        planned.get(0).run();
        assertThat(told).containsExactlyInAnyOrder(WEB, DB);
    }

    @Test
    void whatComesLaterIsToldAgain() {
        late.add(WEB);
        planned.get(0).run();

        late.add(WEB);

        planned.get(1).run();
        assertThat(told).containsExactly(WEB, WEB);
    }
}
