// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/**
 * The name of a container, and of its task, within a {@link Namespace}.
 *
 * <p>At most 76 characters of {@code [A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*}, so it can be a file name, a cgroup name and a
 * topic component, and never a path.
 *
 * <p>The constructor throws {@link InvalidArgumentException} for anything else.
 */
public record ContainerId(String value) implements Comparable<ContainerId> {
    public ContainerId {
        Identifier.check("container id", value);
    }

    @Override
    public int compareTo(ContainerId other) {
        return value.compareTo(other.value);
    }

    /** The bare name. */
    @Override
    public String toString() {
        return value;
    }
}
