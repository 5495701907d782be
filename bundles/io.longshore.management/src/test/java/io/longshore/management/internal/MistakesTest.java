// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What clients do wrong is told to them, and is no trouble of ours. */
class MistakesTest {
    @Test
    void nullArgumentsAndThoseOfAnotherTypeAreNoErrorInTheLog() throws Exception {
        List<String> internal = new ArrayList<>();
        String log = logOf(() -> {
            try (Managed managed = new Managed("web")) {
                managed.runtime.tasks.get(0).addProcess(new ExecId("sh1"));
                managed.restart();
                for (MBeanType<?> type : MBeanType.ALL) {
                    ObjectName name = managed.anyOf(type);
                    for (MBeanOperationInfo operation :
                            managed.server.getMBeanInfo(name).getOperations()) {
                        Object[] nothing = new Object[operation.getSignature().length];
                        Object[] others = nothing.clone();
                        Arrays.fill(others, Locale.ROOT);
                        for (Object[] arguments :
                                nothing.length == 0 ? new Object[0][] : new Object[][] {nothing, others}) {
                            String message = message(managed, name, operation, arguments);
                            if (message != null && message.contains("Internal")) {
                                internal.add(type.name() + " " + operation.getName() + ": " + message);
                            }
                        }
                        String message = message(managed, name, operation, null);
                        if (message != null && message.contains("Internal")) {
                            internal.add(type.name() + " " + operation.getName() + " without arguments: " + message);
                        }
                    }
                }
            }
        });

        assertThat(internal).isEmpty();
        assertThat(log).doesNotContain("ERROR");
    }

    @Test
    void whatIsNotThereOrNotRightIsNoErrorInTheLog() throws Exception {
        String log = logOf(() -> {
            try (Managed managed = new Managed("web")) {
                assertThat(told(() -> managed.call(Managed.runtime(), "startTask", "blue", "none")))
                        .startsWith("NotFound: ");
                assertThat(told(() -> managed.call(Managed.runtime(), "startTask", "../", "web")))
                        .startsWith("InvalidArgument: ");
                assertThat(told(() -> managed.call(Managed.task("web"), "update", -7L, 0L, 0L)))
                        .startsWith("InvalidArgument: ");
                assertThat(told(() -> managed.server.getAttribute(Managed.task("web"), "Colour")))
                        .contains("Colour");
            }
        });

        assertThat(log).doesNotContain("ERROR");
    }

    @Test
    void aTaskThatHasEndedHasNoStatsAndKeepsTheLastSample() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.call(Managed.task("web"), "stats");
            managed.runtime.tasks.get(0).exit.complete(Exit.exited(0, FakeTask.ENDED));

            assertThat(told(() -> managed.call(Managed.task("web"), "stats")))
                    .startsWith("FailedPrecondition: task web in namespace blue has ended");
            assertThat(managed.server.getAttribute(Managed.task("web"), "MemoryUsage"))
                    .isEqualTo(1_000L);
        }
    }

    private static @Nullable String message(
            Managed managed, ObjectName name, MBeanOperationInfo operation, Object @Nullable [] arguments) {
        String[] signature = Arrays.stream(operation.getSignature())
                .map(MBeanParameterInfo::getType)
                .toArray(String[]::new);
        return told(() -> managed.server.invoke(name, operation.getName(), arguments, signature));
    }

    private static @Nullable String told(GuardedMBeanTest.ThrowingRunnable action) {
        try {
            action.run();
            return null;
        } catch (RuntimeMBeanException e) {
            return e.getTargetException().getMessage();
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String logOf(GuardedMBeanTest.ThrowingRunnable action) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
