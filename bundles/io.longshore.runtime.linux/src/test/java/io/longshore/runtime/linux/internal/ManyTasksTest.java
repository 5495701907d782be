// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.ShimLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** R4: many tasks, some of which cannot be asked, and some of which cannot be cleaned up after. */
class ManyTasksTest extends RuntimeWithFakeShims {
    private static final Set<String> HUNG = ids(0, 5);
    private static final Set<String> DEAD = ids(5, 10);
    private static final Set<String> CUT_OFF = ids(10, 15);

    private final CountDownLatch goOn = new CountDownLatch(1);

    private static Set<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "web-" + i).collect(Collectors.toSet());
    }

    @Test
    void areUpInTimeAndTheRestFollows() {
        ids(0, 100).stream().map(ContainerId::new).forEach(this::createAndStart);
        runtime.close();
        CUT_OFF.forEach(this::cutOff);
        restoreTimeout = Duration.ofMillis(1500);
        shims.connecting = this::hangOrSayThatItIsGone;
        shims.reclaiming = launch -> {
            // the others are
            shims.alive = true;
            awaitUninterruptibly(goOn);
        };

        long before = System.nanoTime();
        open();
        Duration took = Duration.ofNanos(System.nanoTime() - before);

        assertThat(took).isLessThan(Duration.ofSeconds(10));
        List<Task> unknown = runtime.list().stream()
                .filter(task -> task.info().state() == TaskState.UNKNOWN)
                .toList();
        assertThat(unknown).hasSizeBetween(HUNG.size(), HUNG.size() + DEAD.size());
        assertThat(unknown).allSatisfy(task -> assertThat(task.info().reason()).isNotEmpty());
        assertThat(unknown).extracting(task -> task.id().value()).containsAll(HUNG);
        assertThat(runtime.list()).hasSize(100 - CUT_OFF.size());
        CUT_OFF.forEach(id -> assertThatThrownBy(() -> createAndStart(new ContainerId(id)))
                .isInstanceOf(AlreadyExistsException.class));

        goOn.countDown();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> runtime.list().size() == 90
                        && runtime.list().stream().allMatch(task -> task.info().state() == TaskState.RUNNING));
        // an id is free when nothing is left of what had it
        DEAD.forEach(id -> createAndStart(new ContainerId(id)));
        CUT_OFF.forEach(id -> createAndStart(new ContainerId(id)));
    }

    private void createAndStart(ContainerId id) {
        runtime.create(NS, id, CreateOptions.DEFAULT).start();
    }

    /** As a creation leaves it that ended before the shim had answered. */
    private void cutOff(String id) {
        try {
            var file = directory.resolve("root/ns").resolve(id).resolve("task.properties");
            TaskRecord record = TaskRecordText.parse(Files.readAllBytes(file));
            WrittenRecord.write(
                    file,
                    TaskRecord.intent(
                            record.bootId(),
                            record.shimKind(),
                            record.launch(),
                            CreateOptions.with(record.stdio()),
                            record.since()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void hangOrSayThatItIsGone(ShimLaunch launch) {
        String id = launch.id().value();
        if (DEAD.contains(id)) {
            throw new NotFoundException("no shim");
        }
        if (HUNG.contains(id) && !isLetGoWithin(restoreTimeout)) {
            throw new DeadlineExceededException("the shim does not answer");
        }
    }

    private boolean isLetGoWithin(Duration time) {
        try {
            return goOn.await(time.toMillis(), MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
