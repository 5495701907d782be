// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** The MBean as the JDK makes it of an MXBean interface, with the names and descriptions of our annotations. */
final class DescribedMBean<T> extends StandardMBean {
    private final MBeanType<T> type;

    DescribedMBean(MBeanType<T> type, T implementation) {
        // said outright: a class that is not named after its interface would be taken for a plain standard MBean
        super(implementation, type.mxbean(), true);
        this.type = type;
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return type.info(super::getMBeanInfo);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return type.table().description();
    }

    @Override
    protected @Nullable String getDescription(MBeanAttributeInfo info) {
        return type.table().attributes().get(info.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return entry(info).description();
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
        return entry(info).changes() ? MBeanOperationInfo.ACTION : MBeanOperationInfo.INFO;
    }

    @Override
    protected String getParameterName(MBeanOperationInfo info, MBeanParameterInfo parameter, int index) {
        return entry(info).parameters().get(index).name();
    }

    @Override
    protected String getDescription(MBeanOperationInfo info, MBeanParameterInfo parameter, int index) {
        return entry(info).parameters().get(index).description();
    }

    private MBeanTable.Entry entry(MBeanOperationInfo info) {
        MBeanTable.Entry entry = type.table().operation(info.getName());
        if (entry == null) {
            throw new IllegalStateException(info.getName() + " is in no table");
        }
        return entry;
    }
}
