// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftShimTest {
    @TempDir
    Path directory;

    private final LeftShim one = new LeftShim(new ProcessIdentity(7, 100, "boot"), Path.of("/run/containerd/s/one"));
    private final LeftShim two = new LeftShim(new ProcessIdentity(8, 100, "boot"), Path.of("/run/containerd/s/two"));

    @Test
    void eachThatWasLeftIsKnownUntilItIsDealtWith() {
        V2Bundle bundle = new V2Bundle(directory);
        bundle.inherit(one);
        bundle.inherit(two);
        bundle.inherit(two);
        assertThat(bundle.inherited()).containsExactlyInAnyOrder(one, two);

        bundle.disinherit(one);

        assertThat(bundle.inherited()).containsExactly(two);
    }

    @Test
    void bundleThatIsNotThereHasNone() {
        V2Bundle bundle = new V2Bundle(directory.resolve("gone"));
        bundle.inherit(one);

        assertThat(bundle.inherited()).isEmpty();
    }

    @Test
    void fileThatSaysNothingKeepsNoOtherFromBeingRead() throws Exception {
        V2Bundle bundle = new V2Bundle(directory);
        bundle.inherit(one);
        Files.writeString(directory.resolve(".left.1.1"), "");
        Files.writeString(directory.resolve(".left.2.1"), "2 x boot\n/s");
        Files.writeString(directory.resolve(".left.3.1"), "3 1 boot\n/s\0");
        Files.write(directory.resolve(".left.4.1"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThat(bundle.inherited()).containsExactly(one);
    }
}
