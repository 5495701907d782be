// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ExecId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenType;
import org.junit.jupiter.api.Test;

/** What consoles are told of every one of our MBeans. */
class MBeanInfosTest {
    private static final Map<String, String> UNITS = Map.of(
            "Millis", "milliseconds",
            "Nanos", "nanoseconds",
            "Bytes", "bytes",
            "MemoryUsage", "bytes",
            "MemoryLimit", "bytes",
            "Percent", "percent",
            "At", "ISO 8601",
            "Pid", "process id",
            "Sequence", "sequence number");

    @Test
    void everythingHasANameADescriptionAndAUnitOfItsOwn() throws Exception {
        try (Managed managed = everyType()) {
            for (ObjectName name : managed.server.queryNames(new ObjectName("io.longshore:*"), null)) {
                MBeanInfo info = managed.server.getMBeanInfo(name);

                assertThat(info.getDescription()).as("%s", name).isNotBlank().doesNotContain("Information on");
                assertThat(features(info)).isNotEmpty().allSatisfy(MBeanInfosTest::isDescribed);
                for (MBeanOperationInfo operation : info.getOperations()) {
                    assertThat(operation.getSignature())
                            .as("%s %s", name, operation.getName())
                            .allSatisfy(MBeanInfosTest::isDescribed)
                            .extracting(MBeanParameterInfo::getName)
                            .noneMatch(parameter -> parameter.matches("p[0-9]+|arg[0-9]+"))
                            .doesNotHaveDuplicates();
                }
            }
            assertThat(managed.server.queryNames(new ObjectName("io.longshore:*"), null))
                    .hasSize(MBeanType.ALL.size());
        }
    }

    private static void isDescribed(MBeanFeatureInfo feature) {
        assertThat(feature.getDescription())
                .as(feature.getName())
                .isNotBlank()
                .isNotEqualTo(feature.getName())
                .doesNotContain("exposed for management");
        String unit = (String) feature.getDescriptor().getFieldValue("units");
        assertThat(unit).as("unit of " + feature.getName()).isNotBlank();
        String name = feature.getName().substring(0, 1).toUpperCase(Locale.ROOT)
                + feature.getName().substring(1);
        UNITS.forEach((end, expected) -> {
            if (name.endsWith(end)) {
                assertThat(unit).as("unit of " + feature.getName()).isEqualTo(expected);
            }
        });
    }

    @Test
    void onlyOpenTypesAreUsedAndOperationsAreNotOverloadedAndAttributesOnlyRead() throws Exception {
        try (Managed managed = everyType()) {
            for (ObjectName name : managed.server.queryNames(new ObjectName("io.longshore:*"), null)) {
                MBeanInfo info = managed.server.getMBeanInfo(name);

                assertThat(info.getOperations())
                        .extracting(MBeanOperationInfo::getName)
                        .doesNotHaveDuplicates();
                assertThat(info.getAttributes()).noneMatch(MBeanAttributeInfo::isWritable);
                assertThat(features(info).flatMap(MBeanInfosTest::withParameters))
                        .allSatisfy(feature -> assertThat(openType(feature))
                                .as(feature.getName())
                                .isNotNull());
            }
        }
    }

    private static Stream<MBeanFeatureInfo> withParameters(MBeanFeatureInfo feature) {
        return feature instanceof MBeanOperationInfo operation
                ? Stream.concat(Stream.of(feature), Arrays.stream(operation.getSignature()))
                : Stream.of(feature);
    }

    private static OpenType<?> openType(MBeanFeatureInfo feature) {
        OpenType<?> type = (OpenType<?>) feature.getDescriptor().getFieldValue(JMX.OPEN_TYPE_FIELD);
        OpenType<?> element = type instanceof ArrayType<?> array ? array.getElementOpenType() : type;
        if (element instanceof CompositeType composite) {
            assertThat(composite.keySet()).isNotEmpty();
        }
        return Objects.requireNonNull(element, feature.getName());
    }

    @Test
    void whatAViewerMayCallIsInformationAndTheRestIsAction() throws Exception {
        try (Managed managed = everyType()) {
            for (MBeanType<?> type : MBeanType.ALL) {
                MBeanInfo info = managed.server.getMBeanInfo(managed.anyOf(type));
                for (MBeanOperationInfo operation : info.getOperations()) {
                    boolean changes = Objects.requireNonNull(type.table().operation(operation.getName()))
                            .changes();
                    assertThat(operation.getImpact())
                            .as(operation.getName())
                            .isEqualTo(changes ? MBeanOperationInfo.ACTION : MBeanOperationInfo.INFO);
                    if (operation.getName().matches("(get|is|list).*")) {
                        assertThat(changes).as(operation.getName()).isFalse();
                    }
                }
            }
        }
    }

    @Test
    void whatIsNotDescribedIsNoMBeanOfOurs() {
        assertThatThrownBy(() -> MBeanTable.of(Runnable.class)).hasMessageContaining("run");
    }

    @Test
    void tasksAndTheRuntimeDeclareTheirNotificationsWithTheOpenTypeOfTheUserData() throws Exception {
        try (Managed managed = everyType()) {
            for (ObjectName name : new ObjectName[] {Managed.task("web"), Managed.runtime()}) {
                assertThat(managed.server.getMBeanInfo(name).getNotifications())
                        .singleElement()
                        .satisfies(declared -> {
                            assertThat(declared.getNotifTypes())
                                    .contains(
                                            "io.longshore.task.create",
                                            "io.longshore.task.start",
                                            "io.longshore.task.exit",
                                            "io.longshore.task.oom",
                                            "io.longshore.task.delete",
                                            "io.longshore.task.paused",
                                            "io.longshore.task.resumed",
                                            "io.longshore.task.checkpointed");
                            assertThat(declared.getDescriptor().getFieldValue(JMX.OPEN_TYPE_FIELD))
                                    .isInstanceOf(CompositeType.class);
                        });
            }
            assertThat(managed.server
                            .getMBeanInfo(new ObjectName("io.longshore:type=Events"))
                            .getNotifications())
                    .isEmpty();
        }
    }

    private static Managed everyType() {
        Managed managed = new Managed("web");
        managed.runtime.tasks.get(0).addProcess(new ExecId("sh1"));
        managed.restart();
        return managed;
    }

    private static Stream<MBeanFeatureInfo> features(MBeanInfo info) {
        return Stream.concat(Arrays.stream(info.getAttributes()), Arrays.stream(info.getOperations()));
    }
}
