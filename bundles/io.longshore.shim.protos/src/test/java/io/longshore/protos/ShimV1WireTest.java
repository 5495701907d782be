// SPDX-License-Identifier: Apache-2.0
package io.longshore.protos;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.longshore.protos.runc.v1.CreateOptions;
import io.longshore.protos.shim.v1.CreateTaskRequest;
import io.longshore.protos.shim.v1.DeleteResponse;
import io.longshore.protos.shim.v1.KillRequest;
import io.longshore.protos.shim.v1.ShimV1Proto;
import io.longshore.protos.shim.v1.StateResponse;
import io.longshore.protos.shim.v1.WaitResponse;
import io.longshore.protos.types.Mount;
import io.longshore.protos.types.Status;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes were written by hand from the field numbers, so that a wrong number cannot agree with itself. */
class ShimV1WireTest {

    @Test
    void createTaskRequestHasItsNumbersOnTheWire() {
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setId("c")
                .setBundle("b")
                .setRuntime("r")
                .addRootfs(Mount.newBuilder()
                        .setType("t")
                        .setSource("s")
                        .setTarget("g")
                        .addOptions("o")
                        .addOptions("p"))
                .setTerminal(true)
                .setStdin("i")
                .setStdout("u")
                .setStderr("e")
                .setCheckpoint("k")
                .setParentCheckpoint("q")
                .setOptions(Any.newBuilder().setTypeUrl("x").setValue(ByteString.copyFrom(new byte[] {7})))
                .build();

        assertThat(hex(request.toByteArray()))
                .isEqualTo(
                        "0a0163" // 1 id
                                + "120162" // 2 bundle
                                + "1a0172" // 3 runtime
                                + "220f" + "0a0174" + "120173" + "1a0167" + "22016f" + "220170" // 4 rootfs
                                + "2801" // 5 terminal
                                + "320169" // 6 stdin
                                + "3a0175" // 7 stdout
                                + "420165" // 8 stderr
                                + "4a016b" // 9 checkpoint
                                + "520171" // 10 parent_checkpoint
                                + "5a06" + "0a0178" + "120107"); // 11 options
    }

    @Test
    void killRequestHasItsNumbersOnTheWire() {
        KillRequest request =
                KillRequest.newBuilder().setId("c").setSignal(9).setAll(true).build();

        assertThat(hex(request.toByteArray())).isEqualTo("0a0163" + "1009" + "1801");
    }

    @Test
    void waitResponseReadsAnExitStatusAboveOneByte() throws Exception {
        WaitResponse response = WaitResponse.parseFrom(bytes("088901" + "1204" + "0805" + "1007"));

        assertThat(response.getExitStatus()).isEqualTo(137);
        assertThat(response.getExitedAt())
                .isEqualTo(Timestamp.newBuilder().setSeconds(5).setNanos(7).build());
    }

    @Test
    void deleteResponseHasThePidFirst() throws Exception {
        DeleteResponse response = DeleteResponse.parseFrom(bytes("080a" + "102a" + "1a02" + "0805"));

        assertThat(response.getPid()).isEqualTo(10);
        assertThat(response.getExitStatus()).isEqualTo(42);
        assertThat(response.getExitedAt().getSeconds()).isEqualTo(5);
    }

    @Test
    void stateResponseReadsTheStatusInFieldFour() throws Exception {
        StateResponse response =
                StateResponse.parseFrom(bytes("0a0163" + "120162" + "180a" + "2003" + "4001" + "4801" + "52020805"));

        assertThat(response.getId()).isEqualTo("c");
        assertThat(response.getBundle()).isEqualTo("b");
        assertThat(response.getPid()).isEqualTo(10);
        assertThat(response.getStatus()).isEqualTo(Status.STOPPED);
        assertThat(response.getTerminal()).isTrue();
        assertThat(response.getExitStatus()).isEqualTo(1);
        assertThat(response.getExitedAt().getSeconds()).isEqualTo(5);
    }

    @Test
    void createOptionsHaveTheirNumbersOnTheWire() {
        CreateOptions options = CreateOptions.newBuilder()
                .setNoPivotRoot(true)
                .setNoNewKeyring(true)
                .setShimCgroup("g")
                .setIoUid(1)
                .setIoGid(2)
                .build();

        assertThat(hex(options.toByteArray())).isEqualTo("0801" + "4001" + "4a0167" + "5001" + "5802");
    }

    @Test
    void theServiceIsNamedAsTheShimKnowsIt() {
        var service = ShimV1Proto.getDescriptor().findServiceByName("Shim");

        assertThat(service.getFullName()).isEqualTo("containerd.runtime.linux.shim.v1.Shim");
        assertThat(service.getMethods()).hasSize(16);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
