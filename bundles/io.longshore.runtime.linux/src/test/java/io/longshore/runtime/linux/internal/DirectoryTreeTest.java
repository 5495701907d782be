// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
    @TempDir
    Path top;

    @Test
    void deleteRemovesEverythingButWhatLinksPointTo() throws Exception {
        Path precious =
                Files.writeString(Files.createDirectory(top.resolve("precious")).resolve("file"), "x");
        Path doomed = Files.createDirectories(top.resolve("doomed/deep/er"))
                .getParent()
                .getParent();
        Files.writeString(doomed.resolve("deep/file"), "y");
        Files.createSymbolicLink(doomed.resolve("deep/link"), precious.getParent());

        DirectoryTree.delete(doomed);

        assertThat(top).isDirectoryNotContaining("glob:*doomed*");
        assertThat(precious).exists();
    }

    @Test
    void deleteOfAnAbsentDirectoryIsFine() throws Exception {
        DirectoryTree.delete(top.resolve("absent"));

        assertThat(top).isEmptyDirectory();
    }

    @Test
    void createRefusesWhatExists() throws Exception {
        DirectoryTree.create(top.resolve("a"), "rwx--x--x");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(top.resolve("a"))))
                .isEqualTo("rwx--x--x");
        assertThatThrownBy(() -> DirectoryTree.create(top.resolve("a"), "rwx--x--x"))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void ensureRefusesAFileInTheWay() throws Exception {
        Files.writeString(top.resolve("file"), "x");

        assertThatThrownBy(() -> DirectoryTree.ensure(top.resolve("file"), "rwx------"))
                .isInstanceOf(FileAlreadyExistsException.class);
    }
}
