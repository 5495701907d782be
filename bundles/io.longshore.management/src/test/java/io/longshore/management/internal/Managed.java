// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeEvents;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** All MBeans in an MBean server of the test's own, over tasks that the test puts there. */
final class Managed implements AutoCloseable {
    final FakeContainers containers = new FakeContainers();
    final ScriptedRuntime runtime = new ScriptedRuntime(containers);
    final FakeEvents events = new FakeEvents();
    final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private Management management;

    Managed(String... tasks) {
        for (String task : tasks) {
            runtime.add("blue", task);
        }
        management = open();
    }

    private Management open() {
        return new Management(
                "test", server, new Management.Services(containers, containers, runtime, events), Caller::current);
    }

    void restart() {
        management.close();
        management = open();
    }

    static ObjectName task(String id) throws JMException {
        return new ObjectName("io.longshore:type=Task,namespace=blue,id=" + id);
    }

    static ObjectName process(String id, String exec) throws JMException {
        return new ObjectName("io.longshore:type=Process,namespace=blue,id=" + id + ",exec=" + exec);
    }

    static ObjectName runtime() throws JMException {
        return new ObjectName("io.longshore:type=Runtime,name=test");
    }

    ObjectName anyOf(MBeanType<?> type) throws JMException {
        ObjectName pattern = new ObjectName("io.longshore:type=" + type.name() + ",*");
        return server.queryNames(pattern, null).iterator().next();
    }

    Set<String> names() throws JMException {
        return server.queryNames(new ObjectName("io.longshore:*"), null).stream()
                .map(ObjectName::getCanonicalName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Object call(ObjectName name, String operation, Object... args) throws JMException {
        String[] signature = Arrays.stream(server.getMBeanInfo(name).getOperations())
                .filter(each -> each.getName().equals(operation))
                .map(MBeanOperationInfo::getSignature)
                .flatMap(Arrays::stream)
                .map(MBeanParameterInfo::getType)
                .toArray(String[]::new);
        return server.invoke(name, operation, args, signature);
    }

    @Override
    public void close() {
        management.close();
    }
}
