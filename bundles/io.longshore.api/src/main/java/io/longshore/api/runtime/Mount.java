// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.InvalidArgumentException;
import java.util.List;

/**
 * A file system the shim mounts on a task's root file system before it is created.
 *
 * <p>The constructor throws {@link InvalidArgumentException} if the type is empty.
 *
 * @param type as for mount(8): {@code bind}, {@code overlay}, {@code tmpfs} …
 * @param source what is mounted
 * @param options as for mount(8)
 */
public record Mount(String type, String source, List<String> options) {
    public Mount {
        if (type.isEmpty()) {
            throw new InvalidArgumentException("a mount needs a type, such as bind or overlay");
        }
        options = List.copyOf(options);
    }
}
