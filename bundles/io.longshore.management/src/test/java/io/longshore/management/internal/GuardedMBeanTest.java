// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.access.Caller;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.management.RuntimeMXBean;
import java.lang.reflect.Proxy;
import java.security.PrivilegedExceptionAction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedMBeanTest {
    private static final String[] TASK = {"java.lang.String", "java.lang.String"};

    private final Fixture fixture = new Fixture();
    private final GuardedMBean<RuntimeMXBean> mbean = guarded(fixture.operations);

    @ParameterizedTest
    @CsvSource({
        "nobody, listTasks, viewer",
        "viewer, startTask, manager",
        "viewer, deleteTask, admin",
        "manager, deleteTask, admin",
        "manager, createTask, admin",
        "manager, forceDeleteTask, admin",
        "manager, createContainer, admin",
        "manager, createContainerFromSpec, admin",
        "manager, deleteContainer, admin",
        "manager, runContainer, admin",
        "manager, runCommand, admin",
        "viewer, refreshVersions, manager",
        "viewer, killTask, manager"
    })
    void R37_whoLacksTheRoleIsRefusedWhateverTheConnector(String role, String operation, String needed) {
        fixture.operations.createContainer("blue", "web", "/srv/web", new String[] {"/bin/true"});
        fixture.operations.createTask("blue", "web", "");
        MBeanOperationInfo info = Arrays.stream(mbean.getMBeanInfo().getOperations())
                .filter(each -> each.getName().equals(operation))
                .findFirst()
                .orElseThrow();
        String[] signature = Arrays.stream(info.getSignature())
                .map(MBeanParameterInfo::getType)
                .toArray(String[]::new);

        assertThatThrownBy(() -> as(role, () -> mbean.invoke(operation, new Object[signature.length], signature)))
                .isInstanceOf(SecurityException.class)
                .hasMessage(operation + " needs the role " + needed);
    }

    @Test
    void attributesNeedAViewer() throws Exception {
        assertThat(as("viewer", () -> mbean.getAttribute("Name"))).isEqualTo("test");
        assertThat(as("admin", () -> mbean.getAttributes(new String[] {"Name", "TaskCounts"}))
                        .asList())
                .hasSize(2);
        assertThatThrownBy(() -> as("nobody", () -> mbean.getAttribute("Name"))).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> as("nobody", () -> mbean.getAttributes(new String[] {"Name"})))
                .isInstanceOf(SecurityException.class);
    }

    @Test
    void aManagerStartsAndKills() throws Exception {
        fixture.operations.createContainer("blue", "web", "/srv/web", new String[] {"/bin/true"});
        fixture.operations.createTask("blue", "web", "");

        as("manager", () -> mbean.invoke("startTask", new Object[] {"blue", "web"}, TASK));
        as(
                "manager",
                () -> mbean.invoke("killTask", new Object[] {"blue", "web", "KILL"}, new String[] {
                    "java.lang.String", "java.lang.String", "java.lang.String"
                }));

        assertThat(fixture.operations.waitTask("blue", "web", 1).exitStatus()).isEqualTo(137);
    }

    @Test
    void codeOfThisProcessThatActsForNobodyMayDoEverything() throws Exception {
        fixture.operations.createContainer("blue", "web", "/srv/web", new String[] {"/bin/true"});

        mbean.invoke("deleteContainer", new Object[] {"blue", "web"}, TASK);

        assertThat(fixture.operations.listContainers("")).isEmpty();
    }

    @Test
    void oneAuditLinePerChangeSaysWhoAndWhatAndHowItWent() throws Exception {
        List<String> lines = CapturedLog.linesOf("io.longshore.access.audit", () -> {
            as("admin", () -> mbean.invoke("listTasks", new Object[] {""}, new String[] {"java.lang.String"}));
            tolerating(IllegalStateException.class, () -> invoke("admin", "startTask", "blue", "web"));
            tolerating(SecurityException.class, () -> invoke("viewer", "startTask", "blue", "web\nuser=admin"));
            fixture.operations.createContainer("blue", "web", "/srv/web", new String[] {"/bin/true"});
            invoke("admin", "deleteContainer", "blue", "web");
        });

        assertThat(lines)
                .containsExactly(
                        "user=user-admin operation=startTask namespace=blue id=web outcome=\"NotFound: there is no task web in"
                                + " namespace blue\"",
                        "user=user-viewer operation=startTask namespace=blue id=\"web\\u000auser=admin\" outcome=denied",
                        "user=user-admin operation=deleteContainer namespace=blue id=web outcome=done");
    }

    @Test
    void errorsHoldOnlyClassesOfTheJdk() {
        ContainerRuntime broken = (ContainerRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, (proxy, method, args) -> {
                    throw method.getName().equals("list")
                            ? new OurOwnException()
                            : new UnavailableException("the shim is gone", new OurOwnException());
                });
        GuardedMBean<RuntimeMXBean> failing = guarded(new RuntimeOperations(
                "test", fixture.containers, broken, fixture.events, () -> 0, Fixture.NO_LOOKS, new ExitWaits()));

        assertThatThrownBy(() -> failing.invoke("startTask", new Object[] {"blue", "web"}, TASK))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Unavailable: the shim is gone")
                .hasNoCause();
        assertThatThrownBy(() -> failing.getAttribute("TaskCounts"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Internal: ")
                .hasNoCause();
    }

    @Test
    void anOperationThatDoesNotExistIsJmxsOwnError() {
        assertThatThrownBy(() -> mbean.invoke("format", new Object[0], new String[0]))
                .isInstanceOf(ReflectionException.class);
    }

    private static GuardedMBean<RuntimeMXBean> guarded(RuntimeOperations operations) {
        return new GuardedMBean<>(MBeanType.RUNTIME, operations, AuditTarget.ARGUMENTS, Caller::current);
    }

    private void invoke(String role, String operation, String namespace, String id) throws Exception {
        as(role, () -> mbean.invoke(operation, new Object[] {namespace, id}, TASK));
    }

    private static void tolerating(Class<? extends Throwable> expected, ThrowingRunnable action) {
        assertThatThrownBy(action::run).isInstanceOf(expected);
    }

    private static <T> T as(String role, PrivilegedExceptionAction<T> action) throws Exception {
        Subject subject =
                new Subject(true, new HashSet<>(RemoteServer.subject(role).getPrincipals()), Set.of(), Set.of());
        return Subject.doAs(subject, action);
    }

    /** May throw. */
    @FunctionalInterface
    interface ThrowingRunnable {
        void run() throws Exception;
    }

    private static final class OurOwnException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
