// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import java.io.ByteArrayOutputStream;

/** Finds Ctrl-P Ctrl-Q among what is typed. A Ctrl-P is held back until the next key tells what it was. */
final class DetachKeys {
    private static final int CTRL_P = 0x10;
    private static final int CTRL_Q = 0x11;

    private final boolean wanted;
    private boolean held;
    private boolean detached;

    /** @param wanted false to let everything through */
    DetachKeys(boolean wanted) {
        this.wanted = wanted;
    }

    /** What of the keys is for the process. */
    byte[] pass(byte[] keys, int count) {
        ByteArrayOutputStream passed = new ByteArrayOutputStream(count + 1);
        for (int i = 0; i < count && !detached; i++) {
            if (held && keys[i] == CTRL_Q) {
                detached = true;
                break;
            }
            if (held) {
                passed.write(CTRL_P);
                held = false;
            }
            if (wanted && keys[i] == CTRL_P) {
                held = true;
            } else {
                passed.write(keys[i]);
            }
        }
        return passed.toByteArray();
    }

    boolean isDetached() {
        return detached;
    }
}
