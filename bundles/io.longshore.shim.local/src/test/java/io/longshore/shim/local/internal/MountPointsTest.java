// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.UnavailableException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountPointsTest {
    @TempDir
    Path directory;

    private MountPoints mounted(String... points) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (String point : points) {
            lines.append("36 35 98:0 / ").append(point).append(" rw,noatime master:1 - ext3 /dev/root rw\n");
        }
        return new MountPoints(Files.writeString(directory.resolve("mountinfo"), lines, StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatIsMountedThereOrInItIsFoundLatestFirstAndNothingBesideIt() throws Exception {
        MountPoints points = mounted(
                "/",
                "/state",
                "/state/web/rootfs",
                "/state/web/rootfs/proc",
                "/state/web/rootfs",
                "/state/web/rootfs2");

        assertThat(points.atOrBelow(Path.of("/state/web/rootfs")))
                .extracting(Path::toString)
                .containsExactly("/state/web/rootfs", "/state/web/rootfs/proc", "/state/web/rootfs");
        assertThat(points.atOrBelow(Path.of("/state/web/root"))).isEmpty();
        assertThat(points.atOrBelow(Path.of("/state/web"))).hasSize(4);
    }

    @Test
    void whatTheKernelEscapesIsTheSamePath() throws Exception {
        MountPoints points = mounted("/my\\040state/a\\134b\\011c/rootfs/proc");

        assertThat(points.atOrBelow(Path.of("/my state/a\\b\tc/rootfs"))).hasSize(1);
        assertThat(points.atOrBelow(Path.of("/my state/a\\b c/rootfs"))).isEmpty();
    }

    @Test
    void whatIsNotAsciiIsTheSameBytes() throws Exception {
        Charset encoding = Charset.forName(System.getProperty("sun.jnu.encoding"));
        assumeTrue(encoding.newEncoder().canEncode('ä'), "the JVM has no such paths");
        byte[] bytes = "/zustände/rootfs/proc".getBytes(encoding);
        MountPoints points = mounted(new String(bytes, StandardCharsets.ISO_8859_1));

        assertThat(points.atOrBelow(Path.of("/zustände/rootfs"))).containsExactly(Path.of("/zustände/rootfs/proc"));
    }

    @Test
    void whatHasNoNameInTheLocaleIsAsGoodAsAnyOther() throws Exception {
        MountPoints points = mounted("/media/B\u00fcro\u00ff", "/state/web/rootfs");

        assertThat(points.atOrBelow(Path.of("/state"))).containsExactly(Path.of("/state/web/rootfs"));
        assertThat(points.atOrBelow(Path.of("/media")))
                .singleElement()
                .extracting(point -> point.toUri().getRawPath())
                .isEqualTo("/media/B%FCro%FF");
    }

    @Test
    void withoutTheListNobodyKnows() {
        MountPoints points = new MountPoints(directory.resolve("none"));

        assertThatThrownBy(() -> points.atOrBelow(directory)).isInstanceOf(UnavailableException.class);
    }
}
