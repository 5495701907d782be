// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.NotificationFilterSupport;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.Test;

/** The MBeans that come and go. */
class TaskTreeTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");
    private static final String[] OTHERS = {
        "io.longshore:name=test,type=Runtime",
        "io.longshore:type=Containers",
        "io.longshore:type=Events",
        "io.longshore:type=Namespaces"
    };

    @Test
    void aTaskHasAnMBeanFromItsCreationToItsDeletion() throws Exception {
        try (Managed managed = new Managed()) {
            ScriptedTask task = managed.runtime.add("blue", "web");
            managed.events.publish(created());
            assertThat(managed.names()).contains("io.longshore:id=web,namespace=blue,type=Task");

            managed.runtime.tasks.remove(task);
            managed.events.publish(deleted());

            assertThat(managed.names()).containsExactly(OTHERS);
        }
    }

    @Test
    void tasksThatAreThereHaveMBeansAtOnceAndAgainAfterARestart() throws Exception {
        try (Managed managed = new Managed("db", "web")) {
            List<String> before = List.copyOf(managed.names());
            managed.runtime.tasks.get(1).addProcess(new ExecId("sh1"));

            managed.restart();

            assertThat(before)
                    .contains(
                            "io.longshore:id=db,namespace=blue,type=Task",
                            "io.longshore:id=web,namespace=blue,type=Task");
            assertThat(managed.names())
                    .containsAll(before)
                    .contains("io.longshore:exec=sh1,id=web,namespace=blue,type=Process");
        }
    }

    @Test
    void nothingIsLeftInTheServerWhenItIsClosed() throws Exception {
        Managed managed = new Managed("db", "web");
        managed.close();

        assertThat(managed.names()).isEmpty();
        assertThat(managed.events.subscriptions()).isZero();
    }

    @Test
    void aTaskOfTheSameIdHasAnMBeanOfItsOwn() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.runtime.tasks.clear();
            ScriptedTask second = managed.runtime.add("blue", "web");
            second.state = TaskState.CREATED;

            managed.events.publish(deleted());
            managed.events.publish(created());

            assertThat(managed.server.getAttribute(Managed.task("web"), "State"))
                    .isEqualTo("CREATED");
        }
    }

    @Test
    void aCreationTakesTheMBeanOfAnEarlierTaskAwayThoughNobodyToldOfItsDeletion() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.runtime.tasks.clear();
            managed.runtime.add("blue", "web").state = TaskState.CREATED;

            managed.events.publish(created());

            assertThat(managed.server.getAttribute(Managed.task("web"), "State"))
                    .isEqualTo("CREATED");
        }
    }

    @Test
    void anEventThatComesLateDoesNoHarm() throws Exception {
        try (Managed managed = new Managed()) {
            managed.events.publish(created());
            managed.events.publish(new TaskEvent.Started(BLUE, WEB, 4711));

            assertThat(managed.names()).containsExactly(OTHERS);
        }
    }

    @Test
    void aProcessHasAnMBeanUntilItIsForgottenWhoeverForgetsIt() throws Exception {
        try (Managed managed = new Managed("web")) {
            ScriptedTask task = managed.runtime.tasks.get(0);
            ObjectName first = Managed.process("web", "sh1");
            ObjectName second = Managed.process("web", "sh2");
            managed.call(Managed.task("web"), "exec", "sh1", new String[] {"sh"}, new String[0], "", 0L, 0L, "", false);
            task.addProcess(new ExecId("sh2"));
            managed.events.publish(new TaskEvent.ExecAdded(BLUE, WEB, new ExecId("sh2")));
            assertThat(managed.server.isRegistered(first)).isTrue();
            assertThat(managed.server.isRegistered(second)).isTrue();

            managed.call(first, "delete");
            assertThat(managed.server.isRegistered(first)).isFalse();

            task.processes.clear();
            assertThatThrownBy(() -> managed.server.getAttribute(second, "State"))
                    .isInstanceOf(RuntimeMBeanException.class)
                    .cause()
                    .hasMessage("NotFound: there is no process sh2");
            managed.events.publish(new TaskEvent.Paused(BLUE, WEB));
            assertThat(managed.server.isRegistered(second)).isFalse();
        }
    }

    @Test
    void theMBeanOfAProcessThatIsDeletedPastJmxGoesThoughNoEventTellsOfThat() throws Exception {
        try (Managed managed = new Managed("web")) {
            TaskProcess process = managed.runtime.tasks.get(0).addProcess(new ExecId("sh1"));
            managed.restart();
            assertThat(managed.server.isRegistered(Managed.process("web", "sh1")))
                    .isTrue();
            CountDownLatch gone = new CountDownLatch(1);
            managed.server.addNotificationListener(
                    MBeanServerDelegate.DELEGATE_NAME, (what, nothing) -> gone.countDown(), unregistered(), null);

            process.delete();

            assertThat(gone.await(20, SECONDS)).isTrue();
            assertThat(managed.server.isRegistered(Managed.process("web", "sh1")))
                    .isFalse();
        }
    }

    private static NotificationFilterSupport unregistered() {
        NotificationFilterSupport filter = new NotificationFilterSupport();
        filter.enableType(MBeanServerNotification.UNREGISTRATION_NOTIFICATION);
        return filter;
    }

    @Test
    void aTaskIsWatchedAsLongAsItHasAnMBeanAndNotLonger() throws Exception {
        Managed managed = new Managed("db", "web");
        ScriptedTask db = managed.runtime.tasks.get(0);
        ScriptedTask web = managed.runtime.tasks.get(1);
        managed.restart();
        assertThat(web.watchers).hasSize(1);
        managed.runtime.tasks.remove(web);

        managed.events.publish(deleted());
        assertThat(web.watchers).isEmpty();
        assertThat(db.watchers).hasSize(1);
        managed.close();

        assertThat(db.watchers).isEmpty();
    }

    @Test
    void theCommandLineIsThatOfTheRecord() throws Exception {
        try (Managed managed = new Managed("web")) {
            OciSpec spec = OciSpec.builder(BLUE, WEB).args("sleep", "600").build();
            managed.containers.create(BLUE, Container.builder(WEB, spec).build());
            managed.restart();

            assertThat((String[]) managed.server.getAttribute(Managed.task("web"), "CommandLine"))
                    .containsExactly("sleep", "600");
        }
    }

    @Test
    void anMBeanThatSomebodyElseHasRegisteredIsLeftAlone() throws Exception {
        try (Managed managed = new Managed()) {
            ObjectName name = Managed.task("web");
            managed.server.registerMBean(new javax.management.timer.Timer(), name);
            managed.runtime.add("blue", "web");

            managed.events.publish(created());
            managed.restart();

            assertThat(managed.server.isInstanceOf(name, "javax.management.timer.Timer"))
                    .isTrue();
        }
    }

    private static TaskEvent created() {
        return new TaskEvent.Created(BLUE, WEB, "/bundle", List.of(), Stdio.NULL, 4711);
    }

    private static TaskEvent deleted() {
        return new TaskEvent.Deleted(BLUE, WEB, 4711, Exit.exited(0, FakeTask.ENDED));
    }
}
