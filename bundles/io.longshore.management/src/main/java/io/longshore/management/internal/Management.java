// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import java.util.function.Supplier;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** All our MBeans in one MBean server. Closing it takes them away, and ends its threads. */
final class Management implements AutoCloseable {
    private final NotificationThreads notifications = new NotificationThreads();
    private final SampleThreads samplers = new SampleThreads();
    private final ExitWaits waits = new ExitWaits();
    private final MBeans mbeans;
    private final TaskMBeans tasks;

    /** What the MBeans translate. */
    record Services(
            ContainerStore containers, NamespaceStore namespaces, ContainerRuntime runtime, EventExchange events) {}

    /** Whoever finds the Runtime MBean finds the others too. */
    Management(String instance, MBeanServer server, Services services, Supplier<Caller> callers) {
        mbeans = new MBeans(server);
        ObjectName name = ObjectNames.runtime(instance);
        Emitter everything = new Emitter(name, notifications);
        @Nullable TaskMBeans opened = null;
        try {
            only(MBeanType.CONTAINERS, new ContainerOperations(services.containers(), services.runtime()), callers);
            only(MBeanType.NAMESPACES, new NamespaceOperations(services.namespaces()), callers);
            only(MBeanType.EVENTS, new EventOperations(services.events()), callers);
            opened = new TaskMBeans(
                    services.events(),
                    looks -> new TaskTree(
                            services.runtime(),
                            new TaskBranches(
                                    services.containers(), mbeans, notifications, samplers, waits, callers, looks),
                            everything));
            RuntimeOperations runtime = new RuntimeOperations(
                    instance,
                    services.containers(),
                    services.runtime(),
                    services.events(),
                    notifications::droppedCount,
                    opened,
                    waits);
            mbeans.register(
                    name, new EmittingMBean<>(MBeanType.RUNTIME, runtime, AuditTarget.ARGUMENTS, callers, everything));
            tasks = opened;
        } catch (RuntimeException | Error e) {
            waits.close();
            if (opened != null) {
                opened.close();
            }
            closeRest();
            throw e;
        }
    }

    private <T> void only(MBeanType<T> type, T operations, Supplier<Caller> callers) {
        mbeans.register(ObjectNames.only(type), new GuardedMBean<>(type, operations, AuditTarget.ARGUMENTS, callers));
    }

    @Override
    public void close() {
        waits.close();
        tasks.close();
        closeRest();
    }

    private void closeRest() {
        mbeans.close();
        samplers.close();
        notifications.close();
    }
}
