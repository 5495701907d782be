// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import javax.management.ObjectName;
import org.jolokia.restrictor.Restrictor;
import org.jolokia.util.HttpMethod;
import org.jolokia.util.RequestType;

/**
 * What Jolokia may touch: MBeans of ours, which ask for roles themselves. Karaf's and the JDK's ask nobody who comes by HTTP,
 * and can install bundles or load code.
 */
final class OurMBeansOnly implements Restrictor {
    private static final String DOMAIN = "io.longshore";

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return true;
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return switch (type) {
            case READ, WRITE, EXEC, LIST, SEARCH, VERSION -> true;
            default -> false;
        };
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        return isOurs(name);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return isOurs(name);
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        return isOurs(name);
    }

    private static boolean isOurs(ObjectName name) {
        return name.getDomain().equals(DOMAIN);
    }

    /** The door has looked at that. */
    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true;
    }

    /** Jolokia asks this to allow pages of other sites; the door has refused them. */
    @Override
    public boolean isOriginAllowed(String origin, boolean strict) {
        return true;
    }
}
