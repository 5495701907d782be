// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that names a session. Written by hand, since the servlet API knows no {@code SameSite}.
 *
 * @param secure whether the browser must not send it over a connection without TLS
 */
record SessionCookie(boolean secure) {
    static final String NAME = "longshore-session";

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

    void set(HttpServletResponse response, String value) {
        response.setHeader("Set-Cookie", NAME + "=" + value + attributes());
    }

    void clear(HttpServletResponse response) {
        response.setHeader("Set-Cookie", NAME + "=; Max-Age=0" + attributes());
    }

    private String attributes() {
        return "; Path=" + Console.PATH + "; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }
}
