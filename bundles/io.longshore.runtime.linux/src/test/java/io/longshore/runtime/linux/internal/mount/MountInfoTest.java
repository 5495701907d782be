// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MountInfoTest {
    @TempDir
    private Path directory;

    private static String line(String root, String point) {
        return "60 22 254:0 " + root + " " + point + " rw,relatime shared:1 - ext4 /dev/vda rw,errors=continue\n";
    }

    private static String uri(Path path) {
        return path.toUri().getRawPath();
    }

    @Test
    void lineWithACharacterThatNoPathHasIsLeftOut() {
        String good = "36 35 98:0 / /mnt rw - ext4 /dev/sda rw";

        assertThat(MountInfo.parse(
                        good.replace("/mnt", "/m\\000t") + "\n" + good.replace("/mnt", "/m\0t") + "\n" + good))
                .extracting(MountInfo::mountPoint)
                .containsExactly(Path.of("/mnt"));
    }

    @Test
    void fieldsAreTakenFromBothSidesOfTheSeparatorHoweverManyAreOptional() {
        String table = line("/a", "/b")
                + "61 22 0:5 / /c rw - tmpfs  rw,size=1m\n"
                + "62 22 0:6 / /d rw shared:2 master:3 propagate_from:2 - cgroup - rw,cpu,cpuacct\n";

        assertThat(MountInfo.parse(table))
                .containsExactly(
                        new MountInfo("/a", Path.of("/b"), "ext4", "rw,errors=continue"),
                        new MountInfo("/", Path.of("/c"), "tmpfs", "rw,size=1m"),
                        new MountInfo("/", Path.of("/d"), "cgroup", "rw,cpu,cpuacct"));
    }

    @Test
    void mountOfANamespaceIsSomewhereTooThoughItsRootIsNoPath() {
        assertThat(MountInfo.parse("63 22 0:4 net:[4026532281] /run/netns/a rw shared:9 - nsfs nsfs rw\n"))
                .containsExactly(new MountInfo("net:[4026532281]", Path.of("/run/netns/a"), "nsfs", "rw"));
    }

    @Test
    void whatIsNoLineIsLeftOut() {
        assertThat(MountInfo.parse("\n - \nshort line\n1 2 3 - ext4 a b\n60 22 0:1 / relative rw - ext4 a rw\n"))
                .isEmpty();
    }

    @Test
    void blanksAndTheLikeAreEscapedAndACarriageReturnEndsNoLine() {
        assertThat(MountInfo.parse(line("/", "/a\\040b\\011c\\012d\\134e%20?#\r60 22 0:1 / /forged")))
                .extracting(MountInfo::mountPoint)
                .extracting(Path::toString)
                .containsExactly("/a b\tc\nd\\e%20?#\r60");
    }

    @Test
    void rootThatWasRemovedHasTwoSlashes() {
        assertThat(MountInfo.path("/a//deleted")).isEqualTo(Path.of("/a/deleted"));
    }

    @Test
    void pathHasTheBytesThatTheTableHas() throws Exception {
        byte[] table = line("/", "/media/B\u00fcro\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("mountinfo"), table);

        assertThat(MountInfo.read(file))
                .singleElement()
                .extracting(mount -> uri(mount.mountPoint()))
                .isEqualTo("/media/B%FCro%FF");
    }

    /** As a service of systemd has it, to which nobody gave a LANG. */
    @Test
    void aNameThatTheLocaleHasNoBytesForIsReadAsAnyOther() throws Exception {
        String table = line("/", "/media/B\u00fcro") + line("/", "/run/ls/rootfs");
        Path file = Files.writeString(directory.resolve("mountinfo"), table, StandardCharsets.UTF_8);
        Path output = directory.resolve("output");
        ProcessBuilder inPlainAscii = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MountPointsOf.class.getName(),
                file.toString());
        inPlainAscii.environment().put("LC_ALL", "C");
        Process process = inPlainAscii
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(output).hasContent("ANSI_X3.4-1968\n/media/B%C3%BCro\n/run/ls/rootfs\n");
    }

    /** A program that prints the encoding of paths, and where a table says that something is mounted. */
    static final class MountPointsOf {
        private MountPointsOf() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(System.getProperty("sun.jnu.encoding"));
            MountInfo.read(Path.of(arguments[0])).forEach(mount -> System.out.println(uri(mount.mountPoint())));
        }
    }
}
