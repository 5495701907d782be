// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import javax.servlet.http.HttpServletResponse;

/** What every answer tells the browser to forbid. */
final class SecurityHeaders {
    /** Everything from us, nothing inline, nothing that writes markup; and in nobody's frame. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private SecurityHeaders() {}

    static void set(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
        response.setHeader("Cache-Control", "no-store");
    }
}
