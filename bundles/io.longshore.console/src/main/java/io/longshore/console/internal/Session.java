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
 * @param token what the page sends along with changes; other sites cannot read it
 */
record Session(String id, String token, Caller caller) {
    void require(Role role) {
        if (!caller.may(role)) {
            throw Problem.forbidden("this needs the role " + role);
        }
    }

    void requireToken(@Nullable String sent) {
        if (sent == null || !MessageDigest.isEqual(bytes(token), bytes(sent))) {
            throw Problem.forbidden("this does not come from our page: its token is missing or wrong");
        }
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
