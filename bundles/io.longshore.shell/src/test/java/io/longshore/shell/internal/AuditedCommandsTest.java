// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.runtime.CreateOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the audit log has of commands, and what it has not; and who is refused, whatever Karaf's list says. */
class AuditedCommandsTest {
    private static final String MARK = "INFO io.longshore.access.audit - ";

    private final Console console = new Console();
    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final PrintStream errors = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setErr(errors);
    }

    @Test
    void eachChangeIsOneLineWithTheNamesOfTheMBeansAndLooksAreNone() throws Exception {
        as("admin", create("web", "TOKEN=s3cret"));
        runtime.create(new Namespace("blue"), new ContainerId("web"), CreateOptions.DEFAULT);
        as("manager", on(new TaskStart(), "web"));
        as("manager", on(new TaskPause(), "web"));
        as("manager", on(new TaskResume(), "web"));
        as("manager", on(new TaskKill(), "web"));
        TaskList list = new TaskList();
        list.runtime = runtime;
        as("viewer", list);
        as("viewer", on(new TaskWait(), "web"));
        TaskDelete delete = on(new TaskDelete(), "web");
        delete.force = true;
        as("admin", delete);
        ContainerSpec spec = new ContainerSpec();
        spec.namespace = "blue";
        spec.id = "web";
        spec.containers = containers;
        as("admin", spec);
        assertThat(console.printed()).contains("TOKEN=s3cret");
        NamespaceCreate namespace = new NamespaceCreate();
        namespace.namespaces = containers;
        namespace.name = "green";
        as("admin", namespace);

        assertThat(lines())
                .containsExactly(
                        "user=user-admin operation=createContainer namespace=blue id=web outcome=done",
                        "user=user-manager operation=startTask namespace=blue id=web outcome=done",
                        "user=user-manager operation=pauseTask namespace=blue id=web outcome=done",
                        "user=user-manager operation=resumeTask namespace=blue id=web outcome=done",
                        "user=user-manager operation=killTask namespace=blue id=web outcome=done",
                        "user=user-admin operation=forceDeleteTask namespace=blue id=web outcome=done",
                        "user=user-admin operation=getContainerSpec namespace=blue id=web outcome=done",
                        "user=user-admin operation=createNamespace namespace=green id= outcome=done");
    }

    @Test
    void whatFailsIsOneToo() throws Exception {
        TaskKill kill = on(new TaskKill(), "none");
        kill.exec = "sh";
        assertThatThrownBy(() -> as("manager", kill)).isInstanceOf(CommandException.class);
        kill.namespace = null;
        assertThatThrownBy(() -> as("manager", kill)).isInstanceOf(CommandException.class);

        assertThat(lines())
                .containsExactly(
                        "user=user-manager operation=killProcess namespace=blue id=none/sh outcome=\"NotFound: there is no"
                                + " task none in namespace blue\"",
                        "user=user-manager operation=killProcess namespace=default id=none/sh outcome=\"NotFound: there is"
                                + " no task none in namespace default\"");
    }

    @Test
    void aVariableThatIsRefusedIsShownToItsUserAlone() throws Exception {
        assertThatThrownBy(() -> as("admin", create("web", "s3cret"))).hasMessageContaining("s3cret");

        assertThat(lines())
                .containsExactly(
                        "user=user-admin operation=createContainer namespace=blue id=web outcome=InvalidArgument");
    }

    /** Karaf lets everybody run what its list, which may be of an earlier version, leaves out. */
    @Test
    void whoLacksTheRoleIsRefusedByTheCommandItself() throws Exception {
        as("admin", create("web", "TOKEN=s3cret"));
        runtime.create(new Namespace("blue"), new ContainerId("web"), CreateOptions.DEFAULT);
        log.reset();
        ContainerSpec spec = new ContainerSpec();
        spec.namespace = "blue";
        spec.id = "web";
        spec.containers = containers;

        assertThatThrownBy(() -> as("manager", spec))
                .isInstanceOf(CommandException.class)
                .hasMessage("this command needs the role admin");
        assertThatThrownBy(() -> as("viewer", on(new TaskKill(), "web")))
                .hasMessage("this command needs the role manager");

        assertThat(console.printed()).isEmpty();
        assertThat(runtime.get(new Namespace("blue"), new ContainerId("web")).signals)
                .isEmpty();
        assertThat(lines())
                .containsExactly(
                        "user=user-manager operation=getContainerSpec namespace=blue id=web outcome=denied",
                        "user=user-viewer operation=killTask namespace=blue id=web outcome=denied");
    }

    private ContainerCreate create(String id, String variable) {
        ContainerCreate create = new ContainerCreate();
        create.containers = containers;
        create.namespace = "blue";
        create.rootfs = "/srv/web";
        create.env = List.of(variable);
        create.id = id;
        create.args = List.of("sh");
        return create;
    }

    private <T extends TaskAction> T on(T command, String id) {
        command.namespace = "blue";
        command.id = id;
        command.runtime = runtime;
        return command;
    }

    private List<String> lines() {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(MARK))
                .map(line -> line.substring(line.indexOf(MARK) + MARK.length()))
                .toList();
    }

    private void as(String role, OneSentenceAction command) throws Exception {
        Subject subject = new Subject(
                true, Set.of(new UserPrincipal("user-" + role), new RolePrincipal(role)), Set.of(), Set.of());
        try {
            Subject.doAs(subject, (PrivilegedExceptionAction<@Nullable Object>) () -> console.run(command));
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }
}
