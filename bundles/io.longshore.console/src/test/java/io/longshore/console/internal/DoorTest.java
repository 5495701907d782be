// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no test can do over a real connection on this machine alone. */
class DoorTest {
    private static final List<String> HOSTS = List.of("localhost", "karaf.example");

    /** The HTTP service may listen on all interfaces, and anybody can claim any name. */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7", "0.0.0.0"})
    void aConnectionToAnotherAddressThanLoopbackIsRefused(String local) {
        Door door = new Door(true, HOSTS);

        assertThatThrownBy(() -> door.check(request(local, "localhost"))).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void loopbackHasManyNames(String local) {
        Door door = new Door(true, HOSTS);

        assertThatCode(() -> door.check(request(local, "localhost:8181"))).doesNotThrowAnyException();
    }

    @Test
    void whoOpensItToTheNetworkStillSaysUnderWhichNames() {
        Door door = new Door(false, HOSTS);

        assertThatCode(() -> door.check(request("192.0.2.7", "karaf.example"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> door.check(request("192.0.2.7", "evil.example")))
                .isInstanceOf(Problem.class);
    }

    private static HttpServletRequest request(String local, String host) {
        Map<String, String> answers = Map.of("getLocalAddr", local, "getRemoteAddr", "192.0.2.8", "getHeader", host);
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> answers.get(method.getName()));
    }
}
