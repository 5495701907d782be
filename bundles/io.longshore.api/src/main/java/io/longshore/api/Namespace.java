// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/**
 * A tenant of the container store and the runtime: the same id may be used once in each.
 *
 * <p>At most 76 characters of {@code [A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*}, so it can be a file name, a cgroup name and a
 * topic component, and never a path.
 *
 * <p>The constructor throws {@link InvalidArgumentException} for anything else.
 */
public record Namespace(String name) implements Comparable<Namespace> {
    /** Where containers go when nobody says otherwise. */
    public static final Namespace DEFAULT = new Namespace("default");

    public Namespace {
        Identifier.check("namespace", name);
    }

    @Override
    public int compareTo(Namespace other) {
        return name.compareTo(other.name);
    }

    /** The bare name. */
    @Override
    public String toString() {
        return name;
    }
}
