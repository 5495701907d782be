// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** Karaf's console as a user sees it over ssh, with a window of some size. */
final class SshConsole implements AutoCloseable {
    static final String PORT_PROPERTY = "longshore.itests.ssh";
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final SshClient client = SshClient.setUpDefaultClient();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final ClientSession session;
    private ChannelShell shell;

    private SshConsole(String user) throws IOException {
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
        session = client.connect(user, "127.0.0.1", Integer.getInteger(PORT_PROPERTY))
                .verify(DEADLINE)
                .getSession();
        session.addPasswordIdentity(Users.password());
        session.auth().verify(DEADLINE);
    }

    static SshConsole login(String user) {
        // ssh comes up beside everything else
        return await("ssh").atMost(DEADLINE).ignoreExceptions().until(() -> new SshConsole(user), console -> true);
    }

    /** With the prompt on the screen. */
    SshConsole withWindow(int columns, int lines) throws IOException {
        shell = session.createShellChannel();
        shell.setPtyType("xterm");
        shell.setPtyColumns(columns);
        shell.setPtyLines(lines);
        shell.setOut(screen);
        shell.setErr(screen);
        shell.open().verify(DEADLINE);
        awaitPrompt();
        return this;
    }

    void resize(int columns, int lines) throws IOException {
        shell.sendWindowChange(columns, lines);
    }

    /** What is on the screen before is forgotten. */
    void type(String keys) throws IOException {
        screen.reset();
        shell.getInvertedIn().write(keys.getBytes(StandardCharsets.UTF_8));
        shell.getInvertedIn().flush();
    }

    void awaitText(String text) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(screen()).contains(text));
    }

    void awaitPrompt() {
        awaitText("@root()>");
    }

    /** Without colours and the like, which come in between letters. */
    String screen() {
        return raw().replaceAll("\u001b\\[[?0-9;]*[A-Za-z]", "");
    }

    String raw() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    record Result(Integer status, String output, String errors) {}

    /** As {@code ssh} with a command: without a window. */
    Result run(String command, String input) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ChannelExec exec = session.createExecChannel(command)) {
            exec.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            exec.setOut(out);
            exec.setErr(err);
            exec.open().verify(DEADLINE);
            assertThat(exec.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), DEADLINE))
                    .as(command)
                    .doesNotContain(ClientChannelEvent.TIMEOUT);
            return new Result(
                    exec.getExitStatus(), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        session.close(true);
        client.stop();
        client.close();
    }
}
