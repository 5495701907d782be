// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.TaskEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R7: what five hundred tasks cost, in calls. How long that takes is for the benchmarks. */
class ManyTasksTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 500})
    void aListAsksTheRuntimeOnceAndEachTaskOnceForWhatIsInMemoryHoweverManyThereAre(int count) throws Exception {
        try (Managed managed = many(count)) {
            int listsBefore = managed.runtime.lists.get();
            int infosBefore = infos(managed);

            CompositeData[] rows = (CompositeData[]) managed.call(Managed.runtime(), "listTasks", "");

            assertThat(rows).hasSize(count);
            assertThat(managed.runtime.lists.get() - listsBefore).isEqualTo(1);
            assertThat(infos(managed) - infosBefore).isEqualTo(count);
            assertThat(asked(managed)).isEmpty();
        }
    }

    @Test
    void registeringAsksNoTaskForAnything() throws Exception {
        try (Managed managed = many(500)) {
            assertThat(managed.names()).hasSize(504);
            assertThat(infos(managed)).isZero();
            assertThat(asked(managed)).isEmpty();
        }
    }

    /** What five hundred cost is by these numbers; how long that takes, the integration tests print. */
    @Test
    void eachIsRegisteredAndTakenAwayOnceAndAllShareOneDescription() throws Exception {
        try (Managed managed = many(500)) {
            Map<String, Integer> told = new ConcurrentHashMap<>();
            managed.server.addNotificationListener(
                    MBeanServerDelegate.DELEGATE_NAME,
                    (notification, handback) -> told.merge(notification.getType(), 1, Integer::sum),
                    null,
                    null);

            managed.restart();

            assertThat(told)
                    .containsOnly(
                            Map.entry(MBeanServerNotification.REGISTRATION_NOTIFICATION, 504),
                            Map.entry(MBeanServerNotification.UNREGISTRATION_NOTIFICATION, 504));
            Set<MBeanInfo> descriptions = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int i = 0; i < 500; i++) {
                descriptions.add(managed.server.getMBeanInfo(Managed.task("task" + i)));
            }
            assertThat(descriptions).hasSize(1);
        }
    }

    @Test
    void anEventOfOneTaskIsNoWorkForTheOthers() throws Exception {
        try (Managed managed = many(500)) {
            managed.events.publish(new TaskEvent.Started(new Namespace("blue"), new ContainerId("task7"), 4711));

            assertThat(managed.runtime.tasks)
                    .filteredOn(task -> task.infos.get() > 0)
                    .extracting(task -> task.id.value())
                    .containsOnly("task7");
        }
    }

    @Test
    void whileNobodyLooksNoThreadIsAtWork() throws Exception {
        Set<Thread> before = ours();
        try (Managed managed = many(500)) {
            managed.call(Managed.runtime(), "listTasks", "");
            List<Thread> more = new ArrayList<>(ours());
            more.removeAll(before);

            // the one that keeps the tree, which has nothing to do, and ends when that lasts
            assertThat(more)
                    .extracting(thread -> thread.getName().replaceAll("[0-9]+", "N"))
                    .containsExactly("longshore-management-tasks-N");
        }
    }

    private static Set<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("longshore-management"))
                .collect(Collectors.toSet());
    }

    @Test
    void readingAllAttributesAsksNoShimAndNoCgroupOnTheReadersThread() throws Exception {
        try (Managed managed = many(500)) {
            managed.runtime.tasks.forEach(task -> task.before = operation -> {
                if (!operation.equals("stats")
                        || !Thread.currentThread().getName().startsWith("longshore-management-sample")) {
                    throw new AssertionError(operation + " was asked for");
                }
            });

            for (int i = 0; i < 500; i++) {
                ObjectName name = Managed.task("task" + i);
                String[] all = Arrays.stream(managed.server.getMBeanInfo(name).getAttributes())
                        .map(MBeanAttributeInfo::getName)
                        .map(Objects::requireNonNull)
                        .toArray(String[]::new);
                assertThat(managed.server.getAttributes(name, all)).hasSameSizeAs(all);
            }
        }
    }

    private static Managed many(int count) {
        return new Managed(IntStream.range(0, count).mapToObj(i -> "task" + i).toArray(String[]::new));
    }

    private static int infos(Managed managed) {
        return managed.runtime.tasks.stream().mapToInt(task -> task.infos.get()).sum();
    }

    private static List<String> asked(Managed managed) {
        return managed.runtime.tasks.stream()
                .flatMap(task -> task.calls.stream())
                .toList();
    }
}
