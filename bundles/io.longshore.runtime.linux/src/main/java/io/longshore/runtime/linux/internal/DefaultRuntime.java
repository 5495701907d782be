// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.shim.ShimProvider;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container gets that names no runtime: what the configuration says, else what is installed, the second generation before
 * the first. That a JVM is the parent of containers must be asked for.
 */
final class DefaultRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultRuntime.class);
    private static final List<String> PREFERRED = List.of(RuntimeInfo.RUNC_V2, RuntimeInfo.LINUX_V1);

    /** Each provider that comes or goes opens the runtime anew, which is nobody's concern unless it changes this. */
    private static final AtomicReference<String> SAID = new AtomicReference<>("");

    private final RuntimeSettings settings;
    private final List<ShimProvider> providers;

    /** As it was when it was last looked for. */
    private volatile Choice known;

    DefaultRuntime(RuntimeSettings settings, List<ShimProvider> providers) {
        this.settings = settings;
        this.providers = List.copyOf(providers);
        this.known = choose();
    }

    private record Choice(String name, String reason) {
        @Override
        public String toString() {
            return name + ", " + reason;
        }
    }

    /** The name of the runtime; of one that is not there if none is, so that its absence is explained. From memory. */
    String known() {
        return known.name;
    }

    /** Looks for it; a change is said in the log, and is what others are told from memory from here on. */
    String name() {
        Choice now = choose();
        if (!now.equals(known)) {
            known = now;
            say(now);
        }
        return now.name;
    }

    private Choice choose() {
        if (!settings.defaultRuntime().isEmpty()) {
            return new Choice(settings.defaultRuntime(), "as 'default_runtime' says");
        }
        if (settings.noShim()) {
            return new Choice(RuntimeInfo.LINUX_V1, "of the kind local, as 'no_shim' says");
        }
        return PREFERRED.stream()
                .filter(this::isThere)
                .findFirst()
                .map(name -> new Choice(name, "from what is installed; 'default_runtime' would say another"))
                .orElseGet(() -> new Choice(
                        PREFERRED.stream().filter(this::isServed).findFirst().orElse(RuntimeInfo.RUNC_V2),
                        "which is not installed, and neither is another that could take its place"));
    }

    private boolean isServed(String name) {
        return providers.stream().anyMatch(provider -> provider.serves(name));
    }

    private boolean isThere(String name) {
        return providers.stream()
                .filter(provider -> provider.serves(name))
                .anyMatch(provider ->
                        provider.findProgram(name, settings.shimBinary()).isPresent());
    }

    /** Looks for it, and says it in the log, if it is another than was said last. */
    void say() {
        known = choose();
        say(known);
    }

    private static void say(Choice now) {
        String choice = now.toString();
        if (!choice.equals(SAID.getAndSet(choice))) {
            LOG.info("a container that names no runtime gets {}", choice);
        }
    }

    /** Which, and why. */
    String said() {
        return known.toString();
    }
}
