// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ExecId;
import java.util.UUID;

/** Ids that nobody has chosen. */
final class RandomId {
    private RandomId() {}

    static ExecId exec() {
        return new ExecId("shell-" + UUID.randomUUID().toString().substring(0, 8));
    }
}
