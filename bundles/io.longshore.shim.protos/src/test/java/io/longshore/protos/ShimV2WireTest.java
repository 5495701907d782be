// SPDX-License-Identifier: Apache-2.0
package io.longshore.protos;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.longshore.protos.events.ttrpc.EventsTtrpcProto;
import io.longshore.protos.events.ttrpc.ForwardRequest;
import io.longshore.protos.runc.v2.Options;
import io.longshore.protos.shim.v2.CreateTaskRequest;
import io.longshore.protos.shim.v2.KillRequest;
import io.longshore.protos.shim.v2.ShimV2Proto;
import io.longshore.protos.types.Mount;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes were written by hand from the field numbers, so that a wrong number cannot agree with itself. */
class ShimV2WireTest {

    @Test
    void createTaskRequestHasNoRuntimeSoAllLaterNumbersAreOneLess() {
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setId("c")
                .setBundle("b")
                .addRootfs(Mount.newBuilder().setType("t"))
                .setTerminal(true)
                .setStdin("i")
                .setStdout("u")
                .setStderr("e")
                .setCheckpoint("k")
                .setParentCheckpoint("q")
                .setOptions(Any.newBuilder().setTypeUrl("x"))
                .build();

        assertThat(HexFormat.of().formatHex(request.toByteArray()))
                .isEqualTo("0a0163" + "120162" + "1a030a0174" + "2001" + "2a0169" + "320175" + "3a0165" + "42016b"
                        + "4a0171" + "52030a0178");
    }

    @Test
    void killRequestNamesTheExecSecond() {
        KillRequest request = KillRequest.newBuilder()
                .setId("c")
                .setExecId("x")
                .setSignal(15)
                .setAll(true)
                .build();

        assertThat(HexFormat.of().formatHex(request.toByteArray())).isEqualTo("0a0163" + "120178" + "180f" + "2001");
    }

    @Test
    void optionsSkipTheNumberOfTheRemovedCriuPath() {
        Options options = Options.newBuilder()
                .setBinaryName("r")
                .setRoot("d")
                .setSystemdCgroup(true)
                .build();

        assertThat(HexFormat.of().formatHex(options.toByteArray())).isEqualTo("320172" + "3a0164" + "4801");
        assertThat(Options.getDescriptor().getFullName()).isEqualTo("containerd.runc.v1.Options");
    }

    @Test
    void forwardedEnvelopeIsReadFromTheWire() throws Exception {
        byte[] wire = HexFormat.of().parseHex("0a12" + "0a020805" + "12016e" + "1a022f74" + "2205" + "0a0178" + "1200");

        var envelope = ForwardRequest.parseFrom(wire).getEnvelope();

        assertThat(envelope.getTimestamp().getSeconds()).isEqualTo(5);
        assertThat(envelope.getNamespace()).isEqualTo("n");
        assertThat(envelope.getTopic()).isEqualTo("/t");
        assertThat(envelope.getEvent().getTypeUrl()).isEqualTo("x");
    }

    @Test
    void theServicesAreNamedAsTheShimKnowsThem() {
        assertThat(ShimV2Proto.getDescriptor().findServiceByName("Task").getFullName())
                .isEqualTo("containerd.task.v2.Task");
        assertThat(EventsTtrpcProto.getDescriptor().findServiceByName("Events").getFullName())
                .isEqualTo("containerd.services.events.ttrpc.v1.Events");
    }
}
