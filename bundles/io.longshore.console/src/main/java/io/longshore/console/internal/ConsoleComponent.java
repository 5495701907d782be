// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.osgi.service.http.whiteboard.HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME;
import static org.osgi.service.http.whiteboard.HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_PATH;
import static org.osgi.service.http.whiteboard.HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT;
import static org.osgi.service.http.whiteboard.HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED;
import static org.osgi.service.http.whiteboard.HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_INIT_PARAM_PREFIX;
import static org.osgi.service.http.whiteboard.HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME;
import static org.osgi.service.http.whiteboard.HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.streams.TaskStreams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.servlet.Servlet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.context.ServletContextHelper;
import org.osgi.service.http.whiteboard.annotations.RequireHttpWhiteboard;
import org.osgi.service.metatype.annotations.Designate;

/** Offers the console's servlets to the HTTP whiteboard, in a context of their own. */
@Component(
        configurationPid = "io.longshore.console",
        service = {})
@Designate(ocd = ConsoleConfig.class)
@RequireHttpWhiteboard
public final class ConsoleComponent {
    private static final String CONTEXT = "longshore";

    private final BundleContext context;
    private final Supplier<Console> opener;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    private @Nullable Console console;

    @Activate
    public ConsoleComponent(
            BundleContext context,
            ConsoleConfig config,
            @Reference ContainerStore containers,
            @Reference ContainerRuntime runtime,
            @Reference EventExchange events,
            @Reference TaskStreams streams) {
        String karaf = context.getProperty("karaf.name");
        ConsoleSettings settings = ConsoleSettings.of(
                config, karaf == null ? "default" : karaf, outputs(config, context.getProperty("karaf.data")));
        this.context = context;
        opener = () -> new Console(settings, new RealmPasswords(config.realm()), containers, runtime, events, streams);
    }

    /** Not by the constructor: what that has opened would stay so if a service that it was given has gone meanwhile. */
    @Activate
    void activate() {
        Console opened = opener.get();
        console = opened;
        try {
            register(opened);
        } catch (RuntimeException | Error e) {
            deactivate();
            throw e;
        }
    }

    private void register(Console opened) {
        registrations.add(context.registerService(
                ServletContextHelper.class,
                new ServletContextHelper() {},
                FrameworkUtil.asDictionary(
                        Map.of(HTTP_WHITEBOARD_CONTEXT_NAME, CONTEXT, HTTP_WHITEBOARD_CONTEXT_PATH, "/longshore"))));
        registrations.add(servlet(context, "longshore-console", "/*", opened.servlet(), Map.of()));
        registrations.add(servlet(context, "longshore-jolokia", "/jolokia/*", opened.jolokia(), jolokia()));
    }

    private static Map<String, String> jolokia() {
        String prefix = HTTP_WHITEBOARD_SERVLET_INIT_PARAM_PREFIX;
        return Map.of(
                // its own MBeans must not meet those of another Jolokia
                prefix + "mbeanQualifier", "agent=longshore",
                prefix + "includeStackTrace", "false",
                prefix + "discoveryEnabled", "false");
    }

    private static ServiceRegistration<?> servlet(
            BundleContext context, String name, String pattern, Servlet servlet, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put(HTTP_WHITEBOARD_CONTEXT_SELECT, "(" + HTTP_WHITEBOARD_CONTEXT_NAME + "=" + CONTEXT + ")");
        properties.put(HTTP_WHITEBOARD_SERVLET_NAME, name);
        properties.put(HTTP_WHITEBOARD_SERVLET_PATTERN, pattern);
        properties.put(HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, true);
        return context.registerService(Servlet.class, servlet, FrameworkUtil.asDictionary(properties));
    }

    private static Path outputs(ConsoleConfig config, @Nullable String data) {
        if (!config.output__directory().isBlank()) {
            Path directory = Path.of(config.output__directory().strip()).normalize();
            if (!directory.isAbsolute()) {
                throw new InvalidArgumentException("'output_directory' must be an absolute path, not " + directory);
            }
            return directory;
        }
        return Path.of(data == null ? "data" : data, "longshore", "output").toAbsolutePath();
    }

    /** First nobody can come any more, then those end who are there; the servlets before their context. */
    @Deactivate
    void deactivate() {
        try {
            for (int i = registrations.size() - 1; i >= 0; i--) {
                registrations.get(i).unregister();
            }
        } finally {
            if (console != null) {
                console.close();
            }
        }
    }
}
