// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kinds of shim that are installed, each with its open driver. Immutable; closing it closes the drivers. */
final class ShimKinds implements AutoCloseable {
    private record Kind(ShimProvider provider, ShimDriver driver) {}

    private static final Logger LOG = LoggerFactory.getLogger(ShimKinds.class);

    /** The kind that needs no shim. */
    private static final String LOCAL = "local";

    private final List<Kind> kinds;
    private final RuntimeSettings settings;
    private final DefaultRuntime byDefault;

    private ShimKinds(List<Kind> kinds, RuntimeSettings settings) {
        this.kinds = List.copyOf(kinds);
        this.settings = settings;
        this.byDefault =
                new DefaultRuntime(settings, kinds.stream().map(Kind::provider).toList());
    }

    static ShimKinds open(List<ShimProvider> providers, RuntimeSettings settings, ShimEventSink sink) {
        List<Kind> opened = new ArrayList<>();
        try {
            for (ShimProvider provider : providers) {
                opened.add(new Kind(provider, provider.open(settings.root(), settings.state(), sink)));
            }
            return new ShimKinds(opened, settings);
        } catch (RuntimeException | Error e) {
            closeAll(opened);
            throw e;
        }
    }

    /** What containers get that name no runtime. */
    DefaultRuntime byDefault() {
        return byDefault;
    }

    /**
     * @param runtimeName empty for the default
     * @throws FailedPreconditionException if no installed kind serves it
     */
    ShimChoice choose(String runtimeName) {
        String name = runtimeName.isEmpty() ? byDefault.name() : runtimeName;
        if (settings.noShim() && name.equals(RuntimeInfo.LINUX_V1)) {
            return new ShimChoice(name, requireLocal(), "", true);
        }
        ShimProvider provider = kinds.stream()
                .map(Kind::provider)
                .filter(candidate -> candidate.serves(name))
                .findFirst()
                .orElseThrow(() -> new FailedPreconditionException("no installed shim serves the runtime '" + name
                        + "'; installed are "
                        + kinds.stream().map(kind -> kind.provider.kind()).toList()));
        return new ShimChoice(
                name, provider.kind(), provider.program(name, settings.shimBinary()), provider.usesRunc(name));
    }

    /** The program of the shim for a runtime name; empty if no installed kind serves it. */
    Optional<String> program(String runtimeName) {
        return kinds.stream()
                .map(Kind::provider)
                .filter(provider -> provider.serves(runtimeName))
                .map(provider -> provider.program(runtimeName, settings.shimBinary()))
                .findFirst();
    }

    /** The file of that program; empty if it is not installed. Looks at the disk. */
    Optional<Path> findProgram(String runtimeName) {
        return kinds.stream()
                .map(Kind::provider)
                .filter(provider -> provider.serves(runtimeName))
                .findFirst()
                .flatMap(provider -> provider.findProgram(runtimeName, settings.shimBinary()));
    }

    private String requireLocal() {
        if (kinds.stream().noneMatch(kind -> kind.provider.kind().equals(LOCAL))) {
            throw new FailedPreconditionException(
                    "'no_shim' is set in etc/io.longshore.runtime.linux.cfg, and what drives"
                            + " containers without a shim is not installed; install the feature longshore-shim-local");
        }
        return LOCAL;
    }

    /** @throws UnavailableException if it is not installed (now) */
    ShimDriver driver(String kind) {
        return kinds.stream()
                .filter(candidate -> candidate.provider.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new UnavailableException(
                        "the shim kind '" + kind + "' is not installed; install the feature that brings it"))
                .driver();
    }

    /** As {@link ShimDriver#start}; the shim takes a limited number of calls at a time. */
    Shim start(String kind, ShimLaunch launch, Duration timeout) {
        return LimitedShim.of(launch, driver(kind).start(launch, timeout));
    }

    /** As {@link ShimDriver#connect}; the shim takes a limited number of calls at a time. */
    Shim connect(String kind, ShimLaunch launch, Duration timeout) {
        return LimitedShim.of(launch, driver(kind).connect(launch, timeout));
    }

    void deliverEvents() {
        kinds.forEach(kind -> kind.driver.deliverEvents());
    }

    @Override
    public void close() {
        closeAll(kinds);
    }

    private static void closeAll(List<Kind> kinds) {
        for (Kind kind : kinds) {
            try {
                kind.driver.close();
            } catch (RuntimeException | Error e) {
                LOG.warn("the driver of the shim kind '{}' could not be closed", kind.provider.kind(), e);
            }
        }
    }
}
