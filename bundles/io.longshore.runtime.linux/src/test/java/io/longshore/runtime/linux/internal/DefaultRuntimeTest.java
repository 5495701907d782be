// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimProvider;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefaultRuntimeTest {
    private static final RuntimeSettings SETTINGS = RuntimeSettings.defaults(Path.of("/root"), Path.of("/state"));
    private static final String LOCAL_NAME = "io.longshore.runtime.local";
    private static final ShimProvider V1 = new Provider("v1", RuntimeInfo.LINUX_V1, "containerd-shim");
    private static final ShimProvider V2 = new Provider("v2", RuntimeInfo.RUNC_V2, "containerd-shim-runc-v2");
    private static final ShimProvider LOCAL = new Provider("local", LOCAL_NAME, "");

    /** What is there, and is looked for. */
    private static final Set<String> INSTALLED = new HashSet<>();

    @BeforeEach
    void nothingIsInstalled() {
        INSTALLED.clear();
    }

    private record Provider(String kind, String runtimeName, String program) implements ShimProvider {
        @Override
        public boolean serves(String wanted) {
            return wanted.equals(runtimeName);
        }

        @Override
        public String program(String wanted, String configured) {
            return program;
        }

        @Override
        public Optional<Path> findProgram(String wanted, String configured) {
            return Optional.of(Path.of("/bin", program)).filter(path -> INSTALLED.contains(program));
        }

        @Override
        public ShimDriver open(Path rootDirectory, Path stateDirectory, ShimEventSink events) {
            return new FakeShims();
        }
    }

    private static String name(RuntimeSettings settings, Set<String> installed, ShimProvider... providers) {
        INSTALLED.addAll(installed);
        String name = new DefaultRuntime(settings, List.of(providers)).name();
        INSTALLED.clear();
        return name;
    }

    @Test
    void whatIsInstalledCountsTheSecondGenerationFirst() {
        Set<String> both = Set.of("containerd-shim", "containerd-shim-runc-v2");

        assertThat(name(SETTINGS, both, LOCAL, V1, V2)).isEqualTo(RuntimeInfo.RUNC_V2);
        assertThat(name(SETTINGS, Set.of("containerd-shim"), LOCAL, V1, V2)).isEqualTo(RuntimeInfo.LINUX_V1);
        assertThat(name(SETTINGS, both, LOCAL, V1)).isEqualTo(RuntimeInfo.LINUX_V1);
    }

    @Test
    void thatTheJvmIsTheParentMustBeAskedFor() {
        assertThat(name(SETTINGS, Set.of(), LOCAL, V1, V2)).isEqualTo(RuntimeInfo.RUNC_V2);
        assertThat(name(SETTINGS, Set.of(), LOCAL, V1)).isEqualTo(RuntimeInfo.LINUX_V1);
        assertThat(name(SETTINGS, Set.of(), LOCAL)).isNotEqualTo(LOCAL_NAME);
        // which the first generation stands for then
        assertThat(name(SETTINGS.withNoShim(true), Set.of("containerd-shim-runc-v2"), LOCAL, V2))
                .isEqualTo(RuntimeInfo.LINUX_V1);
    }

    private static String said(RuntimeSettings settings, Set<String> installed, ShimProvider... providers) {
        INSTALLED.addAll(installed);
        String said = new DefaultRuntime(settings, List.of(providers)).said();
        INSTALLED.clear();
        return said;
    }

    @Test
    void whyItIsThatOneIsSaidToo() {
        assertThat(said(SETTINGS, Set.of("containerd-shim"), V1, V2))
                .isEqualTo(RuntimeInfo.LINUX_V1 + ", from what is installed; 'default_runtime' would say another");
        assertThat(said(SETTINGS, Set.of(), V1, V2)).startsWith(RuntimeInfo.RUNC_V2 + ", which is not installed");
        assertThat(said(SETTINGS, Set.of(), LOCAL)).startsWith(RuntimeInfo.RUNC_V2 + ", which is not installed");
        RuntimeSettings noShim = SETTINGS.withNoShim(true);
        assertThat(said(noShim, Set.of(), LOCAL, V1))
                .isEqualTo(RuntimeInfo.LINUX_V1 + ", of the kind local, as 'no_shim' says");
        assertThat(said(noShim.withDefaultRuntime(RuntimeInfo.RUNC_V2), Set.of(), LOCAL, V2))
                .isEqualTo(RuntimeInfo.RUNC_V2 + ", as 'default_runtime' says");
    }

    @Test
    void theConfigurationCountsMost() {
        RuntimeSettings settings = SETTINGS.withNoShim(true).withDefaultRuntime("io.containerd.runsc.v1");

        assertThat(name(settings, Set.of(), V1, V2)).isEqualTo("io.containerd.runsc.v1");
    }

    @Test
    void fromMemoryItIsAsItWasWhenItWasLastLookedFor() {
        INSTALLED.add("containerd-shim");
        DefaultRuntime byDefault = new DefaultRuntime(SETTINGS, List.of(V1, V2));
        INSTALLED.add("containerd-shim-runc-v2");

        assertThat(byDefault.known()).isEqualTo(RuntimeInfo.LINUX_V1);
        assertThat(byDefault.name()).isEqualTo(RuntimeInfo.RUNC_V2);
        assertThat(byDefault.known()).isEqualTo(RuntimeInfo.RUNC_V2);
        INSTALLED.clear();
        INSTALLED.add("containerd-shim");
        byDefault.say();
        assertThat(byDefault.known()).isEqualTo(RuntimeInfo.LINUX_V1);
    }
}
