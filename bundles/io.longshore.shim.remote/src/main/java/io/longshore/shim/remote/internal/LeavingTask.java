// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A task that does not need its shim any more. It tells those that are about to join that shim which it is: if they are the last,
 * and their start fails, nobody else knows.
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
     * @param members of its group, and where their shims listen; empty for those that are about to join
     */
    Set<V2Bundle> untold(Map<V2Bundle, Optional<Path>> members) {
        Set<V2Bundle> joining = new HashSet<>();
        members.forEach((other, theirs) -> {
            if (theirs.isEmpty() && !other.equals(bundle) && !told.contains(other)) {
                joining.add(other);
            }
        });
        return joining;
    }

    void tell(Collection<V2Bundle> others) {
        told.addAll(others);
        if (others.isEmpty()) {
            return;
        }
        Optional<ProcessIdentity> process = bundle.processOrInherited();
        Optional<Path> listens = bundle.socketOrInherited();
        if (process.isPresent() && listens.isPresent()) {
            others.stream()
                    .filter(other -> other.process().isEmpty())
                    .forEach(other -> other.inherit(process.get(), listens.get()));
        }
    }
}
