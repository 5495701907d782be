// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.ExecOptions;

/** Reads {@code UID} and {@code UID:GID}. Names are the container's, whose files are not ours to read. */
final class UserIds {
    private UserIds() {}

    static ExecOptions.User parse(String text) {
        if (!text.matches("[0-9]{1,10}(:[0-9]{1,10})?")) {
            throw new InvalidArgumentException("'" + text + "' does not fit --user: write UID or UID:GID, numbers");
        }
        int split = text.indexOf(':');
        long uid = Long.parseLong(split < 0 ? text : text.substring(0, split));
        return new ExecOptions.User(uid, split < 0 ? 0 : Long.parseLong(text.substring(split + 1)));
    }
}
