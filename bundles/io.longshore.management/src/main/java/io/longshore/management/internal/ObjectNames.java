// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What our MBeans are called; what JMX could misread is quoted. */
final class ObjectNames {
    private ObjectNames() {}

    static ObjectName runtime(String instance) {
        return name("type=Runtime,name=" + value(instance));
    }

    /** Of a type that there is one of. */
    static ObjectName only(MBeanType<?> type) {
        return name("type=" + type.name());
    }

    static ObjectName task(Namespace namespace, ContainerId id) {
        return name("type=Task," + of(namespace, id));
    }

    static ObjectName process(Namespace namespace, ContainerId id, ExecId exec) {
        return name("type=Process," + of(namespace, id) + ",exec=" + value(exec.value()));
    }

    private static String of(Namespace namespace, ContainerId id) {
        return "namespace=" + value(namespace.name()) + ",id=" + value(id.value());
    }

    private static String value(String text) {
        return text.matches("[A-Za-z0-9._-]+") ? text : ObjectName.quote(text);
    }

    private static ObjectName name(String properties) {
        try {
            return new ObjectName("io.longshore:" + properties);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException("not quoted as it should be: " + properties, e);
        }
    }
}
