// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShimKindsTest {
    private record Provider(String kind, String runtimeName) implements ShimProvider {
        @Override
        public boolean serves(String wanted) {
            return wanted.equals(runtimeName);
        }

        @Override
        public Optional<Path> findProgram(String wanted, String configured) {
            return Optional.empty();
        }

        @Override
        public ShimDriver open(Path rootDirectory, Path stateDirectory, ShimEventSink events) {
            return new FakeShims();
        }
    }

    private static final ShimProvider V1 = new Provider("v1", RuntimeInfo.LINUX_V1);
    private static final ShimProvider LOCAL = new Provider("local", "io.longshore.runtime.local");

    private static ShimKinds kinds(boolean noShim, ShimProvider... providers) {
        RuntimeSettings settings =
                RuntimeSettings.defaults(Path.of("/root"), Path.of("/state")).withNoShim(noShim);
        return ShimKinds.open(List.of(providers), settings, event -> {});
    }

    @Test
    void aContainerGetsTheKindThatServesItsRuntimeName() {
        try (ShimKinds kinds = kinds(false, LOCAL, V1)) {
            assertThat(kinds.choose(RuntimeInfo.LINUX_V1).kind()).isEqualTo("v1");
            assertThat(kinds.choose("io.longshore.runtime.local").kind()).isEqualTo("local");
            assertThatThrownBy(() -> kinds.choose("io.containerd.runc.v2"))
                    .isInstanceOf(FailedPreconditionException.class)
                    .hasMessageContaining("[local, v1]");
        }
    }

    @Test
    void withoutAShimIsWhatTheConfigurationSaysOfTheFirstGenerationOnly() {
        try (ShimKinds kinds = kinds(true, V1, LOCAL, new Provider("v2", "io.containerd.runc.v2"))) {
            assertThat(kinds.choose(RuntimeInfo.LINUX_V1).kind()).isEqualTo("local");
            assertThat(kinds.choose("io.containerd.runc.v2").kind()).isEqualTo("v2");
        }
    }

    @Test
    void withoutAShimSaysWhatToInstallForThat() {
        try (ShimKinds kinds = kinds(true, V1)) {
            assertThatThrownBy(() -> kinds.choose(RuntimeInfo.LINUX_V1))
                    .isInstanceOf(FailedPreconditionException.class)
                    .hasMessageContaining("longshore-shim-local");
        }
    }

    @Test
    void whenOneCannotBeOpenedThoseBeforeItAreClosed() {
        FakeShims first = new FakeShims();
        ShimProvider second = new ShimProvider() {
            @Override
            public String kind() {
                return "v2";
            }

            @Override
            public boolean serves(String wanted) {
                return false;
            }

            @Override
            public Optional<Path> findProgram(String wanted, String configured) {
                return Optional.empty();
            }

            @Override
            public ShimDriver open(Path rootDirectory, Path stateDirectory, ShimEventSink events) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };

        assertThatThrownBy(() -> kinds(false, first, second)).isInstanceOf(OutOfMemoryError.class);

        assertThat(first.calls).containsExactly("close");
    }
}
