// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.methods;

import io.longshore.benchmarks.scenarios.ManyTasks;
import io.longshore.management.internal.ManagementComponent;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The MBeans of five hundred tasks in memory, read without a connector. */
@State(Scope.Benchmark)
public class MBeanBenchmark {
    private static final int TASKS = 500;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ManagementComponent management = ManyTasks.manage(TASKS);
    private final ObjectName runtime;
    private final ObjectName some;

    public MBeanBenchmark() {
        try {
            runtime = new ObjectName("io.longshore:type=Runtime,name=default");
            some = new ObjectName("io.longshore:type=Task,namespace=bench,id=task7");
        } catch (JMException e) {
            throw new IllegalStateException("these are names", e);
        }
    }

    @Benchmark
    public Object state() throws JMException {
        return server.getAttribute(some, "State");
    }

    @Benchmark
    public Object list500() throws JMException {
        return server.invoke(runtime, "listTasks", new Object[] {""}, new String[] {String.class.getName()});
    }

    @TearDown
    public void close() {
        management.deactivate();
    }
}
