// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OciSpecBuilderTest {
    @Test
    void everyOptionChangesItsFieldsAndNoOther() {
        differs(it -> it.rootfs(Path.of("/srv/root/../rootfs")), "/root/path");
        differs(OciSpecBuilder::readOnlyRootfs, "/root/readonly");
        differs(it -> it.args("sleep", "1"), "/process/args");
        differs(it -> it.env("A", "b=c"), "/process/env");
        differs(it -> it.cwd("/tmp"), "/process/cwd");
        differs(it -> it.user(1000, 1001), "/process/user/gid", "/process/user/uid");
        differs(it -> it.hostname("web"), "/hostname");
        differs(OciSpecBuilder::terminal, "/process/env", "/process/terminal");
        differs(it -> it.bind(Path.of("/srv"), "/srv", true), "/mounts");
        differs(it -> it.memoryLimit(1L << 33), "/linux/resources/memory");
        differs(it -> it.pidsLimit(100), "/linux/resources/pids");
        differs(it -> it.cpuShares(512), "/linux/resources/cpu");
        differs(it -> it.cpuQuota(50_000, 100_000), "/linux/resources/cpu");
        differs(it -> it.annotation("k", "v"), "/annotations");
        differs(
                it -> it.addCapability("CAP_NET_ADMIN"),
                "/process/capabilities/bounding",
                "/process/capabilities/effective",
                "/process/capabilities/permitted");
        differs(
                OciSpecBuilder::dropCapabilities,
                "/process/capabilities/bounding",
                "/process/capabilities/effective",
                "/process/capabilities/permitted");
        differs(OciSpecBuilder::hostNetwork, "/linux/namespaces");
    }

    @Test
    void valuesArriveAsTheyWereGiven() {
        String json = builder()
                .rootfs(Path.of("/srv/root/../rootfs"))
                .env("A", "b=c")
                .env("PATH", "/opt/bin")
                .memoryLimit(9_007_199_254_740_993L)
                .cpuQuota(50_000, 100_000)
                .cpuShares(512)
                .bind(Path.of("/etc/hosts"), "/etc/hosts", true)
                .bind(Path.of("/srv"), "/data", false)
                .addCapability("CAP_KILL")
                .build()
                .toJson();

        assertThat(json)
                .contains("\"root\":{\"path\":\"/srv/rootfs\"}")
                .contains("\"env\":[\"A=b=c\",\"PATH=/opt/bin\"]")
                .contains("\"memory\":{\"limit\":9007199254740993}")
                .contains("\"cpu\":{\"quota\":50000,\"period\":100000,\"shares\":512}")
                .contains("\"source\":\"/etc/hosts\",\"options\":[\"rbind\",\"ro\"]")
                .contains("\"source\":\"/srv\",\"options\":[\"rbind\",\"rw\"]")
                .containsOnlyOnce("\"bounding\":")
                .doesNotContain("E15", ".0,");
    }

    @Test
    void aTerminalHasATypeUnlessOneIsGiven() {
        assertThat(builder().terminal().build().toJson()).contains("\"TERM=xterm\"");
        assertThat(builder().terminal().env("TERM", "vt100").build().toJson())
                .contains("\"TERM=vt100\"")
                .doesNotContain("xterm");
    }

    @Test
    void whatWasBuiltDoesNotFollowTheBuilder() {
        OciSpecBuilder builder = builder().memoryLimit(1024);
        OciSpec spec = builder.build();
        String before = spec.toJson();

        builder.memoryLimit(2048)
                .bind(Path.of("/srv"), "/srv", true)
                .env("A", "b")
                .annotation("k", "v");

        assertThat(spec.toJson()).isEqualTo(before);
        assertThat(builder.build()).isNotEqualTo(spec);
    }

    @Test
    void whatWasBuiltIsReadAgainAsTheSame() {
        OciSpec spec = builder().memoryLimit(1L << 40).annotation("k", "ü").build();

        assertThat(OciSpec.from(spec.toPayload())).isEqualTo(spec).hasSameHashCodeAs(spec);
    }

    @Test
    void badValuesAreRefused() {
        for (Consumer<OciSpecBuilder> bad : List.<Consumer<OciSpecBuilder>>of(
                it -> it.env("", "v"),
                it -> it.env("A=B", "v"),
                it -> it.cwd("relative"),
                it -> it.cwd(""),
                it -> it.user(-1, 0),
                it -> it.user(0, -1),
                it -> it.bind(Path.of("/srv"), "srv", true),
                it -> it.memoryLimit(0),
                it -> it.memoryLimit(-1),
                it -> it.pidsLimit(0),
                it -> it.cpuShares(1),
                it -> it.cpuQuota(0, 1),
                it -> it.cpuQuota(1, 0),
                it -> it.addCapability("NET_ADMIN"),
                it -> it.addCapability("cap_net_admin"),
                it -> it.args().build())) {
            assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> bad.accept(builder()));
        }
    }

    private static void differs(Consumer<OciSpecBuilder> option, String... pointers) {
        OciSpecBuilder builder = builder();
        option.accept(builder);
        assertThat(SpecFacts.differences(tree(builder().build()), tree(builder.build())))
                .containsExactlyInAnyOrder(pointers);
    }

    private static JsonObject tree(OciSpec spec) {
        return JsonParser.parseString(spec.toJson()).getAsJsonObject();
    }

    private static OciSpecBuilder builder() {
        return OciSpec.builder(new Namespace("ns"), new ContainerId("web")).args("true");
    }
}
