// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.ProcessesWatch;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import io.longshore.management.internal.ManagementComponent;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;

/** Tasks in memory that run for ever, and services in which nothing else is. */
public final class ManyTasks {
    private static final Namespace NAMESPACE = new Namespace("bench");

    private final Map<ContainerId, Task> tasks = new LinkedHashMap<>();

    private ManyTasks(int count) {
        for (int i = 0; i < count; i++) {
            ContainerId id = new ContainerId("task" + i);
            TaskInfo info = new TaskInfo(
                    NAMESPACE,
                    id,
                    TaskState.RUNNING,
                    1_000 + i,
                    Path.of("/run/longshore/state/bench/" + id),
                    Stdio.NULL,
                    "v1",
                    2_000 + i,
                    Instant.now(),
                    Instant.now(),
                    null,
                    "");
            tasks.put(id, proxy(Task.class, (proxy, method, args) -> switch (method.getName()) {
                case "namespace" -> NAMESPACE;
                case "id" -> id;
                case "info" -> info;
                case "processes" -> List.of();
                case "watchProcesses" -> proxy(ProcessesWatch.class, (watch, closed, none) -> null);
                default -> throw new UnsupportedOperationException(method.getName());
            }));
        }
    }

    /** The MBeans of so many, in this JVM's server, until they are deactivated. */
    public static ManagementComponent manage(int count) {
        ManagementComponent management = new ManagementComponent(
                proxy(BundleContext.class, (proxy, method, args) -> null),
                containers(),
                namespaces(),
                new ManyTasks(count).runtime(),
                events());
        management.activate();
        return management;
    }

    private ContainerRuntime runtime() {
        Collection<Task> all = tasks.values();
        return proxy(ContainerRuntime.class, (proxy, method, args) -> switch (method.getName()) {
            case "list" -> List.copyOf(all);
            case "get" -> tasks.get((ContainerId) args[1]);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static ContainerStore containers() {
        return proxy(ContainerStore.class, (proxy, method, args) -> {
            throw new NotFoundException("there is no record");
        });
    }

    private static NamespaceStore namespaces() {
        return proxy(NamespaceStore.class, (proxy, method, args) -> {
            throw new NotFoundException("there is no namespace");
        });
    }

    private static EventExchange events() {
        return proxy(EventExchange.class, (proxy, method, args) -> switch (method.getName()) {
            case "lastSequence" -> 0L;
            case "subscribe" -> proxy(EventSubscription.class, (subscription, closed, none) -> null);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(ManyTasks.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
