// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static io.longshore.shell.internal.TypedLine.candidates;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.filters.Filter;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is offered as the beginning of a filter is one that something can match. */
class FilterCompletersTest {
    private static final Map<Class<?>, Object> VALUES = Map.of(
            Namespace.class,
            new Namespace("blue"),
            ContainerId.class,
            new ContainerId("web"),
            ExecId.class,
            new ExecId("sh1"),
            String.class,
            "",
            long.class,
            1L,
            List.class,
            List.of(),
            SortedMap.class,
            new TreeMap<>(),
            Stdio.class,
            Stdio.NULL,
            RuntimeInfo.class,
            RuntimeInfo.linuxV1(),
            Exit.class,
            Exit.exited(0, FakeTask.ENDED));

    @Test
    void everyTopicThatThereIsIsOffered() throws Exception {
        List<String> topics = new ArrayList<>();
        for (Class<?> kind : List.of(TaskEvent.class, ContainerEvent.class, NamespaceEvent.class)) {
            for (Class<?> type : kind.getPermittedSubclasses()) {
                topics.add("topic==" + example(type).topic());
            }
        }

        assertThat(candidates(new EventFilterCompleter(), "event:list", "--filter", "topic=="))
                .containsExactlyInAnyOrderElementsOf(topics);
    }

    private static LongshoreEvent example(Class<?> type) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(component -> component.getType())
                .toArray(Class<?>[]::new);
        Object[] values = Stream.of(types).map(VALUES::get).toArray();
        return (LongshoreEvent) type.getDeclaredConstructor(types).newInstance(values);
    }

    @Test
    void everyFieldOfAnEventThatIsOfferedIsOneThatEventsHave() {
        LongshoreEvent exited = new TaskEvent.Exited(
                new Namespace("blue"), new ContainerId("web"), null, 1, Exit.exited(0, FakeTask.ENDED));

        assertThat(candidates(new EventFilterCompleter(), "event:list", "--filter", "event."))
                .isNotEmpty()
                .allSatisfy(beginning -> assertThat(exited.attributes())
                        .containsKey(beginning.substring("event.".length(), beginning.indexOf("=="))));
    }

    @ParameterizedTest
    @CsvSource({
        "namespace==, blue",
        "id==, web",
        "state==STOPPED, ''",
        "pid==, 4711",
        "shim==, v1",
        "exit_status==, 137",
        "cause==, EXITED"
    })
    void everyFieldOfATaskThatIsOfferedIsOneThatTasksAreFilteredBy(String beginning, String rest) {
        assertThat(candidates(new TaskFilterCompleter(), "task:list", "--filter", beginning))
                .containsExactly(beginning);
        assertThat(TaskFields.matches(Filter.parse(beginning + rest), ended())).isTrue();
    }

    @Test
    void nothingElseIsOfferedForTasksButTheirStates() {
        assertThat(candidates(new TaskFilterCompleter(), "task:list", "--filter", ""))
                .filteredOn(beginning -> !beginning.startsWith("state=="))
                .hasSize(6);
        assertThat(Stream.of(TaskState.values()).map(state -> "state==" + state))
                .containsAll(candidates(new TaskFilterCompleter(), "task:list", "--filter", "state=="));
    }

    @Test
    void fieldsOfContainersAreOffered() {
        assertThat(candidates(new ContainerFilterCompleter(), "container:list", "--filter", ""))
                .containsExactlyInAnyOrder("id==", "image==", "labels.", "runtime.name==", "snapshotter==");
        assertThat(candidates(new ContainerFilterCompleter(), "container:list", "--filter", "la"))
                .containsExactly("labels.");
    }

    private static TaskInfo ended() {
        return new TaskInfo(
                new Namespace("blue"),
                new ContainerId("web"),
                TaskState.STOPPED,
                4711,
                Path.of("/run"),
                Stdio.NULL,
                "v1",
                4710,
                FakeTask.CREATED,
                FakeTask.STARTED,
                Exit.exited(137, FakeTask.ENDED),
                "");
    }
}
