// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.EventExchange;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Registers both stores. */
@Component(
        service = {ContainerStore.class, NamespaceStore.class},
        configurationPid = "io.longshore.metadata",
        immediate = true)
@Designate(ocd = MetadataComponent.Config.class)
public final class MetadataComponent implements ContainerStore, NamespaceStore {
    private final MetadataStore store;

    @ObjectClassDefinition(
            id = "io.longshore.metadata",
            name = "Longshore Metadata",
            description = "Where the records of containers and namespaces are kept")
    @interface Config {
        @AttributeDefinition(description = "The directory; empty for longshore/metadata in the data directory of Karaf")
        String directory() default "";
    }

    @Activate
    public MetadataComponent(@Reference EventExchange events, BundleContext context, Config config) {
        Path directory = directory(config.directory(), context.getProperty("karaf.data"));
        store = MetadataStore.open(directory, events, Clock.systemUTC());
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

    @Deactivate
    public void close() {
        store.close();
    }

    @Override
    public Container create(Namespace namespace, Container container) {
        return store.containers().create(namespace, container);
    }

    @Override
    public Container get(Namespace namespace, ContainerId id) {
        return store.containers().get(namespace, id);
    }

    @Override
    public List<Container> list(Namespace namespace, String... filters) {
        return store.containers().list(namespace, filters);
    }

    @Override
    public SortedMap<Namespace, List<Container>> listAll(String... filters) {
        return store.containers().listAll(filters);
    }

    @Override
    public Container update(Namespace namespace, Container container, Set<String> fieldPaths) {
        return store.containers().update(namespace, container, fieldPaths);
    }

    @Override
    public void delete(Namespace namespace, ContainerId id) {
        store.containers().delete(namespace, id);
    }

    @Override
    public void create(Namespace namespace, Map<String, String> labels) {
        store.namespaces().create(namespace, labels);
    }

    @Override
    public List<Namespace> list(String... filters) {
        return store.namespaces().list(filters);
    }

    @Override
    public SortedMap<String, String> labels(Namespace namespace) {
        return store.namespaces().labels(namespace);
    }

    @Override
    public void setLabels(Namespace namespace, Map<String, String> labels) {
        store.namespaces().setLabels(namespace, labels);
    }

    @Override
    public SortedMap<String, String> updateLabels(
            Namespace namespace, Map<String, String> labels, Set<String> fieldPaths) {
        return store.namespaces().updateLabels(namespace, labels, fieldPaths);
    }

    @Override
    public void delete(Namespace namespace) {
        store.namespaces().delete(namespace);
    }
}
