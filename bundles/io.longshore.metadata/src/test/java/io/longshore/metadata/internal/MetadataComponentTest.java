// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class MetadataComponentTest {
    @TempDir
    Path directory;

    private final RecordingExchange events = new RecordingExchange();
    private final List<Object> offered = new ArrayList<>();

    /** @param most services that can be registered */
    private MetadataComponent component(int most) {
        BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("registerService")) {
                return null;
            }
            if (offered.size() == most) {
                throw new IllegalStateException("no more services");
            }
            Class<?> service = (Class<?>) arguments[0];
            offered.add(service);
            return fake(ServiceRegistration.class, (registration, unregister, none) -> offered.remove(service));
        });
        MetadataComponent.Config config =
                fake(MetadataComponent.Config.class, (proxy, method, arguments) -> directory.toString());
        return new MetadataComponent(events, context, config, Map.of());
    }

    private static <T> T fake(Class<T> type, InvocationHandler calls) {
        return type.cast(
                Proxy.newProxyInstance(MetadataComponentTest.class.getClassLoader(), new Class<?>[] {type}, calls));
    }

    @Test
    void bothStoresAreOfferedUntilItGoes() {
        MetadataComponent component = component(2);
        component.activate();
        assertThat(offered).containsExactlyInAnyOrder(NamespaceStore.class, ContainerStore.class);

        component.deactivate();

        assertThat(offered).isEmpty();
        openAgain();
    }

    @Test
    void whenOnlyOneCanBeOfferedNothingIsLeft() {
        MetadataComponent component = component(1);

        assertThatThrownBy(component::activate).hasMessage("no more services");

        assertThat(offered).isEmpty();
        openAgain();
    }

    /** Which nobody can while another has the directory. */
    private void openAgain() {
        MetadataStore.open(directory, events, Clock.systemUTC()).close();
    }
}
