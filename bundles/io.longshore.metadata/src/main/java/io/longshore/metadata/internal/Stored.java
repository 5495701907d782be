// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import java.util.SortedMap;

/** A record, of the commit that its revision numbers. */
sealed interface Stored {
    Key key();

    long revision();

    record OfContainer(long revision, Namespace namespace, Container container) implements Stored {
        @Override
        public Key key() {
            return new Key(namespace, container.id());
        }
    }

    record OfNamespace(long revision, Namespace namespace, SortedMap<String, String> labels) implements Stored {
        @Override
        public Key key() {
            return new Key(namespace, null);
        }
    }

    /** That the key has no record since this revision. */
    record Removed(long revision, Key key) implements Stored {}
}
