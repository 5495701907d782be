// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSpecTest {
    @TempDir
    Path bundle;

    @Test
    void aProcessIsToldWhetherItHasATerminalAndElseLeftAsItIs() {
        assertThat(ProcessSpec.withTerminal("{\"args\":[\"<x>\"],\"user\":{\"uid\":1000},\"terminal\":true}", false))
                .isEqualTo("{\"args\":[\"<x>\"],\"user\":{\"uid\":1000},\"terminal\":false}");
        assertThatThrownBy(() -> ProcessSpec.withTerminal("[]", false)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> ProcessSpec.withTerminal("{", false)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> ProcessSpec.withTerminal("", false)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aPidNamespaceIsItsOwnUnlessItIsSomebodyElses() throws Exception {
        assertThat(ownPids("{\"linux\":{\"namespaces\":[{\"type\":\"mount\"},{\"type\":\"pid\"}]}}"))
                .isTrue();
        assertThat(ownPids("{\"linux\":{\"namespaces\":[{\"type\":\"pid\",\"path\":\"/proc/1/ns/pid\"}]}}"))
                .isFalse();
        assertThat(ownPids("{\"linux\":{\"namespaces\":[{\"type\":\"pid\",\"path\":null}]}}"))
                .isTrue();
        assertThat(ownPids("{\"linux\":{\"namespaces\":[{\"type\":{}},{\"type\":\"mount\"}]}}"))
                .isFalse();
        assertThat(ownPids("{\"linux\":{\"namespaces\":null}}")).isFalse();
        assertThat(ownPids("{\"linux\":{\"namespaces\":[{}]}}")).isFalse();
        assertThat(ownPids("{\"linux\":{\"namespaces\":[{\"type\":\"mount\"}]}}"))
                .isFalse();
        assertThat(ownPids("{}")).isFalse();
        assertThat(ownPids("nonsense")).isFalse();
        assertThat(ProcessSpec.hasPidNamespaceOfItsOwn(bundle.resolve("none"))).isFalse();
    }

    private boolean ownPids(String spec) throws Exception {
        Files.writeString(bundle.resolve("config.json"), spec);
        return ProcessSpec.hasPidNamespaceOfItsOwn(bundle);
    }
}
