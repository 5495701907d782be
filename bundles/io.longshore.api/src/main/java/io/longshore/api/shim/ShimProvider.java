// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of shim; registered as a service by the bundle that brings it.
 *
 * <p>A container gets the provider that {@link #serves} its runtime name.
 */
@ConsumerType
public interface ShimProvider {
    /** The service property with the kind, for those who look for one: {@code longshore.shim=v1}. */
    String KIND_PROPERTY = "longshore.shim";

    /** {@code v1}, {@code v2}, {@code local} …; unique among providers, and kept on disk with each task. */
    String kind();

    /** Whether containers of this runtime name, such as {@code io.containerd.runtime.v1.linux}, are for this kind. */
    boolean serves(String runtimeName);

    /**
     * The shim program for containers of a runtime name that it serves: a path, or a name. Empty if there is none.
     *
     * @param configured what the runtime's configuration says under the key {@code shim}
     */
    default String program(String runtimeName, String configured) {
        return configured;
    }

    /**
     * The file of that program, as {@link ShimDriver#start} would find it now: where a program is looked for is this provider's
     * rule alone. Looks at the disk.
     *
     * @return empty if it is not installed, or there is none
     */
    Optional<Path> findProgram(String runtimeName, String configured);

    /**
     * Whether containers of a runtime name that it serves are driven by {@code runc}, or a program with its command line. If not,
     * none needs to be installed, and what is left of a container is removed by its driver alone.
     */
    default boolean usesRunc(String runtimeName) {
        return true;
    }

    /**
     * Gets ready to drive shims. In both directories the driver keeps its own files under names that begin with a dot, which
     * no namespace does.
     *
     * @param rootDirectory of the runtime: persistent, and programs in it can be executed
     * @param stateDirectory of the runtime: volatile, perhaps mounted noexec
     * @param events takes what shims publish, from now on and, as soon as {@link ShimDriver#deliverEvents} was called, what
     *     they published before
     * @return closed by the caller
     * @throws io.longshore.api.UnavailableException if that is not possible
     * @throws io.longshore.api.InvalidArgumentException if a directory cannot serve, such as one with too long a path
     */
    ShimDriver open(Path rootDirectory, Path stateDirectory, ShimEventSink events);
}
