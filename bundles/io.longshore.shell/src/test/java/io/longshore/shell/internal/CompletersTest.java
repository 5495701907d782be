// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.runtime.CreateOptions;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletersTest {
    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final ContainerIdCompleter containerIds = new ContainerIdCompleter();
    private final TaskIdCompleter taskIds = new TaskIdCompleter();

    @BeforeEach
    void threeContainersAndTwoTasks() {
        containerIds.containers = containers;
        taskIds.runtime = runtime;
        add("default", "web-1");
        add("default", "web-2");
        add("blue", "db");
        runtime.create(new Namespace("default"), new ContainerId("web-2"), CreateOptions.DEFAULT);
        runtime.create(new Namespace("blue"), new ContainerId("db"), CreateOptions.DEFAULT);
    }

    @Test
    void containerIdsAreThoseOfTheDefaultNamespaceUnlessTheLineNamesAnother() {
        assertThat(candidates(containerIds, "container:delete", "")).containsExactly("web-1", "web-2");
        assertThat(candidates(containerIds, "container:delete", "-n", "blue", ""))
                .containsExactly("db");
        assertThat(candidates(containerIds, "container:delete", "--namespace", "blue", ""))
                .containsExactly("db");
    }

    @Test
    void whatIsTypedAlreadyNarrowsThem() {
        assertThat(candidates(containerIds, "container:delete", "web-1")).containsExactly("web-1");
        assertThat(candidates(containerIds, "container:delete", "x")).isEmpty();
    }

    @Test
    void taskIdsAreOnlyThoseOfTasks() {
        assertThat(candidates(taskIds, "task:start", "")).containsExactly("web-2");
        assertThat(candidates(taskIds, "task:start", "-n", "blue", "")).containsExactly("db");
    }

    @Test
    void aNamespaceThatCannotExistHasNothingToOffer() {
        assertThat(candidates(taskIds, "task:start", "-n", "../x", "")).isEmpty();
        assertThat(candidates(containerIds, "task:start", "-n", "green", "")).isEmpty();
    }

    @Test
    void namespacesAndSignalsAreOffered() {
        NamespaceCompleter namespaces = new NamespaceCompleter();
        namespaces.namespaces = containers;

        assertThat(candidates(namespaces, "task:list", "-n", "")).containsExactly("blue", "default");
        assertThat(candidates(new SignalCompleter(), "task:kill", "-s", "TER")).containsExactly("TERM");
    }

    private void add(String namespace, String id) {
        Namespace in = new Namespace(namespace);
        ContainerId name = new ContainerId(id);
        containers.create(
                in,
                Container.builder(name, OciSpec.builder(in, name).args("true").build())
                        .build());
    }

    /** The cursor is at the end of the last word. */
    private static List<String> candidates(Completer completer, String... words) {
        List<String> candidates = new ArrayList<>();
        Session session = (Session) Proxy.newProxyInstance(
                CompletersTest.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, args) -> null);
        completer.complete(session, new TypedLine(words), candidates);
        return candidates.stream().map(String::strip).toList();
    }

    private record TypedLine(List<String> words) implements CommandLine {
        TypedLine(String... words) {
            this(List.of(words));
        }

        @Override
        public int getCursorArgumentIndex() {
            return words.size() - 1;
        }

        @Override
        public String getCursorArgument() {
            return words.get(words.size() - 1);
        }

        @Override
        public int getArgumentPosition() {
            return getCursorArgument().length();
        }

        @Override
        public String[] getArguments() {
            return words.toArray(String[]::new);
        }

        @Override
        public int getBufferPosition() {
            return getBuffer().length();
        }

        @Override
        public String getBuffer() {
            return String.join(" ", words);
        }
    }
}
