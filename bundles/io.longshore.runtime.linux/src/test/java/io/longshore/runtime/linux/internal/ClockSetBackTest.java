// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clock is set back while a task is there: what happens to it has earlier times than its creation. */
class ClockSetBackTest extends RuntimeWithFakeShims {
    private static final Duration STEP = Duration.ofHours(1);

    @BeforeEach
    void setBack() {
        events.now = NOW.minus(STEP);
    }

    /** R16. */
    @Test
    void whatWasToldIsNotToldAgainAfterARestart() throws Exception {
        create().start();
        runtime.close();
        Path file = directory.resolve("root/ns/web/task.properties");
        TaskRecord record = TaskRecordText.parse(Files.readAllBytes(file));
        WrittenRecord.write(file, record.told(TaskRecord.Told.NOTHING));

        reopen();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start");
        runtime.close();
        assertThat(readRecord().told()).isEqualTo(TaskRecord.Told.STARTED);
    }

    @Test
    void whatWasToldOfAnEarlierTaskIsToldOfThisOneToo() throws Exception {
        Task earlier = create();
        earlier.start();
        earlier.forceDelete();
        int before = events.topics().size();
        events.now = NOW.plus(STEP);
        create().start();
        runtime.close();
        events.cutOff(before);
        Path file = directory.resolve("root/ns/web/task.properties");
        TaskRecord record = TaskRecordText.parse(Files.readAllBytes(file));
        WrittenRecord.write(file, record.told(TaskRecord.Told.NOTHING));

        reopen();

        assertThat(events.topics().subList(before, events.topics().size()))
                .containsExactly("/tasks/create", "/tasks/start");
    }

    @Test
    void exitThatIsEarlierThanTheStartIsAnExit() throws Exception {
        Task task = create();
        task.start();

        shims.exit.complete(Exit.exited(7, NOW.minus(STEP)));

        assertThat(await(task).status()).isEqualTo(7);
        task.delete();
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(files()).isEmpty();
    }
}
