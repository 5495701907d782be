// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.access.Role;
import io.longshore.api.ExecId;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import javax.security.auth.Subject;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Who may do what, by the MBeans themselves and by the lists for Karaf that come with the feature. */
class RolesTest {
    private static final Path FEATURES = Path.of("../../features/src/main/feature/feature.xml");

    @Test
    void everyOperationOfEveryMBeanIsRefusedToTheRoleBelowItsOwn() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.runtime.tasks.get(0).addProcess(new ExecId("sh1"));
            managed.restart();
            for (MBeanType<?> type : MBeanType.ALL) {
                ObjectName name = managed.anyOf(type);
                for (MBeanOperationInfo operation :
                        managed.server.getMBeanInfo(name).getOperations()) {
                    Role needed =
                            type.table().operations().get(operation.getName()).role();
                    String below = needed == Role.VIEWER ? "nobody" : needed == Role.MANAGER ? "viewer" : "manager";
                    String[] signature = Arrays.stream(operation.getSignature())
                            .map(MBeanParameterInfo::getType)
                            .toArray(String[]::new);
                    assertThatThrownBy(() -> as(
                                    below,
                                    () -> managed.server.invoke(
                                            name, operation.getName(), new Object[signature.length], signature)))
                            .as("%s %s", type.name(), operation.getName())
                            .cause()
                            .isInstanceOf(SecurityException.class)
                            .hasMessage(operation.getName() + " needs the role " + needed);
                }
                for (MBeanAttributeInfo attribute :
                        managed.server.getMBeanInfo(name).getAttributes()) {
                    assertThatThrownBy(() -> as("nobody", () -> managed.server.getAttribute(name, attribute.getName())))
                            .as("%s %s", type.name(), attribute.getName())
                            .cause()
                            .isInstanceOf(SecurityException.class);
                }
            }
            assertThat(managed.runtime.tasks.get(0).calls).isEmpty();
        }
    }

    @Test
    void rolesAreAsTheyAreMeantToBe() {
        assertThat(operationsOf(MBeanType.TASK, Role.MANAGER))
                .containsExactlyInAnyOrder(
                        "start", "kill", "pause", "resume", "exec", "execCommand", "resizePty", "closeStdin");
        assertThat(operationsOf(MBeanType.TASK, Role.ADMIN))
                .containsExactlyInAnyOrder(
                        "update", "updateResources", "checkpoint", "checkpointWith", "delete", "forceDelete");
        assertThat(operationsOf(MBeanType.RUNTIME, Role.MANAGER))
                .containsExactlyInAnyOrder("startTask", "killTask", "refreshVersions");
        assertThat(operationsOf(MBeanType.EVENTS, Role.VIEWER)).containsExactly("listEvents");
        assertThat(operationsOf(MBeanType.CONTAINERS, Role.MANAGER)).isEmpty();
    }

    private static List<String> operationsOf(MBeanType<?> type, Role role) {
        return type.table().operations().values().stream()
                .filter(entry -> entry.role() == role)
                .map(MBeanTable.Entry::name)
                .toList();
    }

    @Test
    void theListsForKarafAgreeWithTheMBeans() throws Exception {
        Map<String, Map<String, String>> shipped = shippedLists();

        assertThat(shipped).hasSize(MBeanType.ALL.size());
        for (MBeanType<?> type : MBeanType.ALL) {
            Map<String, String> list = shipped.get("jmx.acl.io.longshore." + type.name());
            assertThat(list).as(type.name()).isNotNull();
            type.table()
                    .operations()
                    .forEach((name, entry) -> assertThat(roleIn(list, name))
                            .as("%s %s", type.name(), name)
                            .isEqualTo(from(entry.role())));
            type.table().attributes().keySet().forEach(name -> {
                assertThat(roleIn(list, "get" + name)).isEqualTo(from(Role.VIEWER));
                assertThat(roleIn(list, "is" + name)).isEqualTo(from(Role.VIEWER));
                assertThat(roleIn(list, "set" + name)).isEqualTo("admin");
            });
            assertThat(list.keySet())
                    .filteredOn(pattern -> !pattern.endsWith("*"))
                    .allMatch(type.table().operations()::containsKey);
        }
    }

    /** A role and those that include it: Karaf knows of no such thing, and compares names. */
    private static String from(Role least) {
        return Arrays.stream(Role.values())
                .filter(role -> role.includes(least))
                .map(Role::toString)
                .collect(Collectors.joining(", "));
    }

    /** As Karaf does: the name itself, else the longest beginning of it. */
    private static String roleIn(Map<String, String> list, String method) {
        String exact = list.get(method);
        for (int end = method.length(); exact == null && end >= 0; end--) {
            exact = list.get(method.substring(0, end) + "*");
        }
        return String.valueOf(exact);
    }

    private static Map<String, Map<String, String>> shippedLists() throws Exception {
        NodeList configs = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(FEATURES.toFile())
                .getElementsByTagName("config");
        Map<String, Map<String, String>> lists = new LinkedHashMap<>();
        for (int i = 0; i < configs.getLength(); i++) {
            Element config = (Element) configs.item(i);
            if (config.getAttribute("name").startsWith("jmx.acl.")) {
                Map<String, String> roles = new LinkedHashMap<>();
                config.getTextContent()
                        .lines()
                        .filter(line -> line.contains(" = ") && !line.startsWith("#"))
                        .map(line -> line.split(" = ", 2))
                        .forEach(pair -> roles.put(pair[0].strip(), pair[1].strip()));
                lists.put(config.getAttribute("name"), roles);
            }
        }
        return lists;
    }

    private static <T> T as(String role, PrivilegedExceptionAction<T> action) throws Exception {
        Subject subject =
                new Subject(true, new HashSet<>(RemoteServer.subject(role).getPrincipals()), Set.of(), Set.of());
        try {
            return Subject.doAs(subject, action);
        } catch (java.security.PrivilegedActionException e) {
            throw e.getException();
        }
    }
}
