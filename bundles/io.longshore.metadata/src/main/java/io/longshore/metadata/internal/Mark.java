// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

/** Seals a commit: what all live records together must add up to after it. */
record Mark(int schema, long revision, long count, long digest) {
    /** The layout that {@link StoredCodec} writes; greater ones are left alone. */
    static final int SCHEMA = 1;
}
