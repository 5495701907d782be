// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.access.Caller;
import io.longshore.access.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is logged in.
 *
 * @param id what the browser's cookie holds
 * @param token what the page sends along; a cookie goes to all ports of its host, so to whoever serves something there, and
 *     pages of other origins cannot read the token
 */
record Session(String id, String token, Caller caller) {
    void require(Role role) {
        if (!caller.may(role)) {
            throw Problem.forbidden("this needs the role " + role);
        }
    }

    boolean hasToken(@Nullable String sent) {
        return sent != null && MessageDigest.isEqual(bytes(token), bytes(sent));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Session of " + caller.name();
    }
}
