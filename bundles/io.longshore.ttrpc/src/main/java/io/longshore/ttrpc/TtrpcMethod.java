// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

/**
 * The name of a remote method.
 *
 * @param service with its package, such as {@code containerd.task.v2.Task}
 * @param method such as {@code State}
 */
public record TtrpcMethod(String service, String method) {

    public TtrpcMethod {
        if (service.isEmpty() || method.isEmpty()) {
            throw new IllegalArgumentException("service and method must be named: " + service + "/" + method);
        }
    }

    @Override
    public String toString() {
        return service + "/" + method;
    }
}
