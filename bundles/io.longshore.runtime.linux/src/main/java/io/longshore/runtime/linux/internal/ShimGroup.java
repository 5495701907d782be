// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.CreateOptions;
import java.util.List;
import java.util.Optional;

/** With which tasks a task shares its shim. Shims look for it in the specification, so there it is, whoever has said it. */
final class ShimGroup {
    /** In this order; the second is what Kubernetes' pods have. */
    private static final List<String> ANNOTATIONS =
            List.of(CreateOptions.GROUP_ANNOTATION, "io.kubernetes.cri.sandbox-id");

    private ShimGroup() {}

    /** The specification, with the group that the options name, if any. */
    static OciSpec noted(OciSpec spec, CreateOptions options) {
        return options.shimGroup().isEmpty()
                ? spec
                : spec.withAnnotation(CreateOptions.GROUP_ANNOTATION, options.shimGroup());
    }

    /**
     * Empty if it has its shim to itself.
     *
     * @throws InvalidArgumentException if it is in the group without a name: shims take that for one, too
     */
    static String of(OciSpec spec) {
        Optional<String> named =
                ANNOTATIONS.stream().filter(spec::hasAnnotation).findFirst();
        String group = named.map(spec::annotation).orElse("");
        if (named.isPresent() && group.isEmpty()) {
            throw new InvalidArgumentException("the annotation '" + named.get()
                    + "' names no group of tasks that share a shim; leave it out for a shim of its own");
        }
        return group;
    }
}
