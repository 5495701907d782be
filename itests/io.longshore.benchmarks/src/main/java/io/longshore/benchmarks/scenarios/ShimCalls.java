// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Notes when the runtime calls the shim of the only task there is, and its driver. Thread-safe. */
final class ShimCalls {
    private final Map<String, Span> spans = new ConcurrentHashMap<>();

    /** @param begun and ended are those of {@link System#nanoTime} */
    record Span(long begun, long ended) {
        long nanos() {
            return ended - begun;
        }
    }

    /** What the runtime is given in place of a provider. */
    ShimProvider around(ShimProvider provider) {
        return standIn(ShimProvider.class, provider);
    }

    /** The first call since {@link #clear}; one of no length at that moment if there was none. */
    Span driver(String method, long otherwise) {
        return spans.getOrDefault(ShimDriver.class.getSimpleName() + "." + method, new Span(otherwise, otherwise));
    }

    /** As {@link #driver}, of the shim. */
    Span shim(String method) {
        return spans.getOrDefault(Shim.class.getSimpleName() + "." + method, new Span(0, 0));
    }

    void clear() {
        spans.clear();
    }

    private <T> T standIn(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(
                ShimCalls.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(type, target, method, arguments)));
    }

    private Object call(Class<?> type, Object target, Method method, Object[] arguments) throws Throwable {
        long begun = System.nanoTime();
        Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        spans.putIfAbsent(type.getSimpleName() + "." + method.getName(), new Span(begun, System.nanoTime()));
        if (result instanceof ShimDriver driver) {
            return standIn(ShimDriver.class, driver);
        }
        return result instanceof Shim shim ? standIn(Shim.class, shim) : result;
    }
}
