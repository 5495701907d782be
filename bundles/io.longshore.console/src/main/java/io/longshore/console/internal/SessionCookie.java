// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** The cookie that names a session. Written by hand, since the servlet API knows no {@code SameSite}. */
final class SessionCookie {
    static final String NAME = "longshore-session";

    private SessionCookie() {}

    static @Nullable String read(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return null;
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(NAME)) {
                return cookie.getValue();
            }
        }
        return null;
    }

    static void set(HttpServletRequest request, HttpServletResponse response, String value) {
        response.setHeader("Set-Cookie", NAME + "=" + value + attributes(request));
    }

    static void clear(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Set-Cookie", NAME + "=; Max-Age=0" + attributes(request));
    }

    private static String attributes(HttpServletRequest request) {
        return "; Path=" + request.getContextPath() + "/; HttpOnly; SameSite=Strict"
                + (request.isSecure() ? "; Secure" : "");
    }
}
