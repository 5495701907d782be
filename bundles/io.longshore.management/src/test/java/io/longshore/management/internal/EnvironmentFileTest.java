// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.OciSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivilegedExceptionAction;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;
import javax.security.auth.Subject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that are no arguments. */
class EnvironmentFileTest {
    private static final String SECRET = "s3cret";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void aFileOfItsOwner() throws IOException {
        directory = directory.toRealPath();
        file = Files.createFile(
                directory.resolve("web.env"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "# of the web server\n\nTOKEN=" + SECRET + " \nEMPTY=\r\nURL=http://a/?b=c\n");
    }

    @Test
    void itsLinesAreVariablesBesideThoseThatAreArguments() {
        assertThat(Arguments.environment("environment", new String[] {"A=b", "TOKEN=other", "@" + file, "EMPTY=not"}))
                .containsExactly(
                        Map.entry("A", "b"),
                        Map.entry("TOKEN", SECRET + " "),
                        Map.entry("EMPTY", "not"),
                        Map.entry("URL", "http://a/?b=c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwx--x---"})
    void whatOthersHaveAccessToIsRefused(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertRefused(file, "chmod 600");
    }

    @Test
    void whatIsNoFileOfThatKindIsRefused() throws IOException {
        assertRefused(Files.createSymbolicLink(directory.resolve("link"), file), "no link");
        Path around = Files.createSymbolicLink(directory.resolve("around"), directory);
        assertRefused(around.resolve("web.env"), "no link");
        assertRefused(directory, "must be a file itself");
        assertRefused(directory.resolve("none"), "there is no file");
        Files.write(file, new byte[] {'A', '=', (byte) 0xff});
        assertRefused(file, "UTF-8");
        Files.write(file, new byte[(int) EnvironmentFile.MAX_BYTES + 1]);
        assertRefused(file, "more than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx---rwx"})
    void whereOthersCouldPutAnotherItIsRefused(String mode) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

        assertRefused(file, "a directory that others can write to");
    }

    @Test
    void aRelativePathIsRefused() {
        assertThatThrownBy(() -> Arguments.environment("environment", new String[] {"@web.env"}))
                .hasMessage("environment[0] must be an absolute path");
    }

    @Test
    void aLineThatIsNoVariableIsCountedAndNotShown() throws IOException {
        Files.writeString(file, "A=b\n" + SECRET + "\n", StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Arguments.environment("environment", new String[] {"@" + file}))
                .hasMessage("variable 2 of " + file + " must be a variable written NAME=value");
    }

    @Test
    void whoRunsAContainerCanNameOneAndItsVariablesAreInTheRecord() throws Exception {
        try (Managed managed = new Managed()) {
            managed.call(
                    new ObjectName("io.longshore:type=Containers"),
                    "createContainer",
                    "blue",
                    "web",
                    "/srv",
                    new String[] {"sh"},
                    new String[] {"@" + file},
                    0L,
                    0L,
                    0L,
                    new String[0]);

            assertThat(OciSpec.from(managed.containers
                                    .get(new Namespace("blue"), new ContainerId("web"))
                                    .spec())
                            .env())
                    .contains("TOKEN=" + SECRET + " ");
        }
    }

    /** Root reads it, whoever the manager is. */
    @Test
    void onlyAnAdminNamesOneForAProcessThatIsAdded() throws Exception {
        try (Managed managed = new Managed("web")) {
            Object[] arguments = {"sh1", new String[] {"sh"}, new String[] {"A=b", "@" + file}, "", 0L, 0L, "", false};

            assertThatThrownBy(() -> as("manager", managed, arguments))
                    .rootCause()
                    .isInstanceOf(SecurityException.class)
                    .hasMessage("environment with a file of the host needs the role admin");
            assertThat(managed.runtime.tasks.get(0).calls).isEmpty();

            as("admin", managed, arguments);
            assertThat(managed.runtime.tasks.get(0).added)
                    .singleElement()
                    .satisfies(options -> assertThat(options.env()).contains("TOKEN=" + SECRET + " "));
        }
    }

    private static void as(String role, Managed managed, Object... arguments) throws Exception {
        Subject subject =
                new Subject(true, new HashSet<>(RemoteServer.subject(role).getPrincipals()), Set.of(), Set.of());
        Subject.doAs(subject, (PrivilegedExceptionAction<Object>)
                () -> managed.call(Managed.task("web"), "exec", arguments));
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> EnvironmentFile.read(file))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(SECRET);
    }
}
