// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectNamesTest {
    @ParameterizedTest
    @CsvSource({
        "edge-7, 'io.longshore:type=Runtime,name=edge-7'",
        "'a,b', 'io.longshore:type=Runtime,name=\"a,b\"'",
        "'a*', 'io.longshore:type=Runtime,name=\"a\\*\"'"
    })
    void aNameThatJmxCouldMisreadIsQuoted(String instance, String name) {
        assertThat(ObjectNames.runtime(instance)).hasToString(name);
    }

    @Test
    void tasksAndProcessesAreNamedAfterNamespaceAndId() {
        Namespace namespace = new Namespace("blue.green");
        ContainerId id = new ContainerId("web_1");

        assertThat(ObjectNames.task(namespace, id)).hasToString("io.longshore:type=Task,namespace=blue.green,id=web_1");
        assertThat(ObjectNames.process(namespace, id, new ExecId("sh")))
                .hasToString("io.longshore:type=Process,namespace=blue.green,id=web_1,exec=sh");
        assertThat(ObjectNames.only(MBeanType.EVENTS)).hasToString("io.longshore:type=Events");
    }
}
