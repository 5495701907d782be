// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A task that does not need its shim any more. It tells those that may have that shim, and do not know yet which it is: if they
 * are the last, and their start fails, nobody else knows.
 *
 * @param socket where its bundle says that its shim listens
 * @param told who was told
 * @param done completes when its shim is ended, or goes on
 */
record LeavingTask(V2Bundle bundle, Optional<Path> socket, Set<V2Bundle> told, CompletableFuture<Void> done) {
    static LeavingTask of(V2Bundle bundle) {
        return new LeavingTask(bundle, bundle.socket(), new HashSet<>(), new CompletableFuture<>());
    }

    /**
     * Who has to be told yet.
     *
     * @param seeking of its group, and where their shims listen; empty if that is not known
     */
    Set<V2Bundle> untold(Map<V2Bundle, Optional<Path>> seeking) {
        Set<V2Bundle> untold = new HashSet<>();
        seeking.forEach((other, theirs) -> {
            if (ShimGroups.canBeSame(theirs, socket) && !other.equals(bundle) && !told.contains(other)) {
                untold.add(other);
            }
        });
        return untold;
    }

    void tell(Collection<V2Bundle> others) {
        told.addAll(others);
        if (others.isEmpty()) {
            return;
        }
        List<LeftShim> left = bundle.shims();
        others.stream().filter(other -> other.process().isEmpty()).forEach(other -> left.forEach(other::inherit));
    }
}
