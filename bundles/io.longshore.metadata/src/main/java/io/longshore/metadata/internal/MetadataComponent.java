// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.EventExchange;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Opens the store and registers both of its services, itself: what SCR makes for a service that is taken back meanwhile, it drops
 * without deactivating it, and the store would stay open.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.longshore.metadata")
@Capability(
        namespace = "osgi.service",
        effective = "active",
        attribute = "objectClass:List<String>=\"io.longshore.api.containers.ContainerStore\"")
@Capability(
        namespace = "osgi.service",
        effective = "active",
        attribute = "objectClass:List<String>=\"io.longshore.api.containers.NamespaceStore\"")
@Designate(ocd = MetadataComponent.Config.class)
public final class MetadataComponent {
    private final BundleContext context;
    private final Map<String, Object> properties;
    private final EventExchange events;
    private final Path directory;

    private @Nullable MetadataStore store;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @ObjectClassDefinition(
            id = "io.longshore.metadata",
            name = "Longshore Metadata",
            description = "Where the records of containers and namespaces are kept")
    @interface Config {
        @AttributeDefinition(description = "The directory; empty for longshore/metadata in the data directory of Karaf")
        String directory() default "";
    }

    /** @param properties of the component, which its services have, too */
    @Activate
    public MetadataComponent(
            @Reference EventExchange events, BundleContext context, Config config, Map<String, Object> properties) {
        this.events = events;
        this.context = context;
        this.properties = new HashMap<>(properties);
        // which the specification calls private
        this.properties.keySet().removeIf(key -> key.startsWith("."));
        directory = directory(config.directory(), context.getProperty("karaf.data"));
    }

    /** @throws FailedPreconditionException if nothing says where */
    static Path directory(String configured, @Nullable String karafData) {
        if (!configured.isBlank()) {
            return Path.of(configured.strip()).toAbsolutePath();
        }
        if (karafData == null) {
            throw new FailedPreconditionException(
                    "outside Karaf the configuration io.longshore.metadata needs a directory");
        }
        return Path.of(karafData, "longshore", "metadata").toAbsolutePath();
    }

    /** Not by the constructor: what that has opened would stay so if a service that it was given has gone meanwhile. */
    @Activate
    void activate() {
        MetadataStore opened = MetadataStore.open(directory, events, Clock.systemUTC());
        store = opened;
        Dictionary<String, ?> own = FrameworkUtil.asDictionary(properties);
        try {
            registrations.add(context.registerService(NamespaceStore.class, opened.namespaces(), own));
            registrations.add(context.registerService(ContainerStore.class, opened.containers(), own));
        } catch (RuntimeException | Error e) {
            // nobody else does: a component that could not be activated is dropped
            deactivate();
            throw e;
        }
    }

    @Deactivate
    void deactivate() {
        try {
            registrations.forEach(ServiceRegistration::unregister);
        } finally {
            if (store != null) {
                store.close();
            }
        }
    }
}
