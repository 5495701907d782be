// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses requests by where they come from, before anybody asks who sends them. */
final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::[0-9]+)?");

    private final boolean loopbackOnly;
    private final Set<String> hosts;

    Door(boolean loopbackOnly, List<String> hosts) {
        this.loopbackOnly = loopbackOnly;
        this.hosts = Set.copyOf(hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList());
    }

    /**
     * Karaf's HTTP service may listen on all interfaces for others' sake. And a browser on this machine may be led here under
     * a name that somebody else controls (DNS rebinding), which makes his page one of ours to the browser.
     */
    void check(HttpServletRequest request) {
        if (loopbackOnly && !isLoopback(request.getLocalAddr())) {
            LOG.debug("refused a request of {} to {}", request.getRemoteAddr(), request.getLocalAddr());
            throw Problem.forbidden("only from this machine, unless loopback_only is set to false");
        }
        Matcher host = HOST.matcher(String.valueOf(request.getHeader("Host")));
        if (!host.matches() || !hosts.contains(host.group(1).toLowerCase(Locale.ROOT))) {
            throw Problem.forbidden("this name is not one of those in the configuration's hosts");
        }
    }

    /** Browsers say which site a request comes from; other clients say nothing. */
    void checkSameSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw Problem.forbidden("not from the page of another site");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !String.valueOf(request.getHeader("Host")).equalsIgnoreCase(authority(origin))) {
            throw Problem.forbidden("not from the page of another site");
        }
    }

    private static @Nullable String authority(String origin) {
        try {
            return new URI(origin).getAuthority();
        } catch (URISyntaxException e) {
            LOG.debug("an origin that is no address", e);
            return null;
        }
    }

    static boolean isLoopback(String address) {
        try {
            // a literal, so nobody is asked
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not an address: " + address, e);
        }
    }
}
