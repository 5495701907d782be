// SPDX-License-Identifier: Apache-2.0
package org.apache.karaf.jaas.boot.principal;

import java.security.Principal;

/** Stands in for Karaf's class of this name, which we know by its name only. */
public record GroupPrincipal(String name) implements Principal {
    @Override
    public String getName() {
        return name;
    }
}
