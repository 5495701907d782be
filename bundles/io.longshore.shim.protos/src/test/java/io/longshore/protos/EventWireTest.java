// SPDX-License-Identifier: Apache-2.0
package io.longshore.protos;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.longshore.protos.events.ContainerCreate;
import io.longshore.protos.events.EventsProto;
import io.longshore.protos.events.NamespaceCreate;
import io.longshore.protos.events.TaskDelete;
import io.longshore.protos.events.TaskExit;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes were written by hand from the field numbers, so that a wrong number cannot agree with itself. */
class EventWireTest {

    @Test
    void taskExitHasItsNumbersOnTheWire() {
        TaskExit exit = TaskExit.newBuilder()
                .setContainerId("c")
                .setId("x")
                .setPid(300)
                .setExitStatus(137)
                .setExitedAt(Timestamp.newBuilder().setSeconds(5).setNanos(7))
                .build();

        assertThat(HexFormat.of().formatHex(exit.toByteArray()))
                .isEqualTo("0a0163" + "120178" + "18ac02" + "208901" + "2a04" + "0805" + "1007");
        assertThat(TaskExit.getDescriptor().getFullName()).isEqualTo("containerd.events.TaskExit");
    }

    @Test
    void aPidAboveTheSignedRangeStaysFiveBytes() throws Exception {
        // given: 4294967295, which a signed field would write in ten bytes
        byte[] wire = HexFormat.of().parseHex("18ffffffff0f");

        TaskExit exit = TaskExit.parseFrom(wire);

        assertThat(Integer.toUnsignedLong(exit.getPid())).isEqualTo(4294967295L);
        assertThat(exit.toByteArray()).isEqualTo(wire);
    }

    @Test
    void taskDeleteNamesTheExecLast() {
        TaskDelete delete = TaskDelete.newBuilder()
                .setContainerId("c")
                .setPid(1)
                .setExitStatus(2)
                .setExitedAt(Timestamp.newBuilder().setSeconds(5))
                .setId("x")
                .build();

        assertThat(HexFormat.of().formatHex(delete.toByteArray()))
                .isEqualTo("0a0163" + "1001" + "1802" + "22020805" + "2a0178");
    }

    @Test
    void containerCreateCarriesItsRuntimeInFieldThree() {
        ContainerCreate create = ContainerCreate.newBuilder()
                .setId("c")
                .setImage("i")
                .setRuntime(ContainerCreate.Runtime.newBuilder().setName("r"))
                .build();

        assertThat(HexFormat.of().formatHex(create.toByteArray())).isEqualTo("0a0163" + "120169" + "1a030a0172");
    }

    @Test
    void namespaceLabelsAreAMapInFieldTwo() {
        NamespaceCreate create =
                NamespaceCreate.newBuilder().setName("n").putLabels("k", "v").build();

        assertThat(HexFormat.of().formatHex(create.toByteArray())).isEqualTo("0a016e" + "1206" + "0a016b" + "120176");
    }

    @Test
    void everyEventOfContainersTasksAndNamespacesIsThere() {
        assertThat(EventsProto.getDescriptor().getMessageTypes())
                .extracting(type -> type.getName())
                .containsExactlyInAnyOrder(
                        "TaskCreate",
                        "TaskIO",
                        "TaskStart",
                        "TaskDelete",
                        "TaskExit",
                        "TaskOOM",
                        "TaskExecAdded",
                        "TaskExecStarted",
                        "TaskPaused",
                        "TaskResumed",
                        "TaskCheckpointed",
                        "ContainerCreate",
                        "ContainerUpdate",
                        "ContainerDelete",
                        "NamespaceCreate",
                        "NamespaceUpdate",
                        "NamespaceDelete");
    }
}
