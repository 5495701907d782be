// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.inject.Inject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** Users of the shell who want what their role does not give them, in our distribution, over its ssh. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ShellIntrudersIT {
    private static final String REFUSED = "(?s).*(Command not found|Insufficient credentials).*";

    @Inject
    protected BundleContext context;

    @Inject
    protected SessionFactory sessions;

    private final String secret = "s3cret-" + UUID.randomUUID();
    private Path file;
    private Path marker;

    @Configuration
    public static Option[] karaf() {
        return Setup.distributionWithSsh(ShellIntrudersIT.class);
    }

    @Before
    public void open() throws Exception {
        file = workplaceFile("secret");
        Files.writeString(file, secret + "\n");
        marker = workplaceFile("marker");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> sessions.getRegistry().getCommand("task", "list") != null);
    }

    private static Path workplaceFile(String name) throws Exception {
        return Workplace.current().output(name);
    }

    @After
    public void nothingIsLeft() throws Exception {
        Files.deleteIfExists(file);
        Files.deleteIfExists(marker);
        new Longshore(context).cleanUp();
    }

    @Test
    public void aViewerCallsNoMethodsReadsNoFilesAndChangesNothing() throws Exception {
        for (String line : attempts()) {
            try (SshConsole console = SshConsole.login(Users.VIEWER)) {
                SshConsole.Result result = console.run(line, "");
                assertRefused(line, result.output() + result.errors());
                assertThat(result.status()).as(line).isEqualTo(1);
            }
        }
    }

    @Test
    public void neitherDoesAManager() throws Exception {
        try (Shell manager = Shell.open(sessions, Users.MANAGER)) {
            for (String line : attempts()) {
                assertRefused(line, manager.errorOf(line));
            }
        }
    }

    private void assertRefused(String line, String shown) {
        assertThat(shown).as(line).matches(REFUSED).doesNotContain(secret);
        assertThat(marker).as(line).doesNotExist();
    }

    private List<String> attempts() {
        return List.of(
                // methods of Java objects, and the ways around
                "$.context getBundles",
                "($.context getBundle 0) getVersion",
                "\"text\" getClass",
                "echo $($.context getBundles)",
                "f = { $.context getBundles } ; f",
                "each [1] { $.context getBundles }",
                "if { $.context getBundles } { echo yes }",
                "addCommand mine $.context",
                "eval $.context getBundles",
                "new java.io.File /tmp",
                "SHELL:NEW java.io.File /tmp",
                // programs
                "exec touch " + marker,
                "shell:exec touch " + marker,
                "java java.lang.Object",
                // files
                "echo x > " + marker,
                "echo x >> " + marker,
                "task:list > " + marker,
                "echo x | tac " + marker,
                "cat " + file,
                "grep . " + file,
                "grep -i . " + file,
                "head " + file,
                "head -n 1 " + file,
                "tail " + file,
                "sort " + file,
                "wc " + file,
                "less " + file,
                "nano " + file,
                "source " + file,
                "history",
                // what else makes somebody root
                "feature:repo-add -i file:" + marker,
                "feature:install longshore-console",
                "kar:install file:" + marker,
                "bundle:install file:" + marker,
                "bundle:update 0 file:" + marker,
                "bundle:watch *",
                "config:property-set -p io.longshore.runtime.linux runtime /bin/false",
                "config:install file:" + file + " users.properties",
                "jaas:realm-list",
                "system:property longshore.itests.x y",
                "system:shutdown -f",
                "log:set DEBUG",
                "ssh:sshd 1");
    }

    @Test
    public void whatAViewerIsThereForWorks() throws Exception {
        Longshore longshore = new Longshore(context);
        longshore.startSleeper("web");
        longshore.startSleeper("other");
        String list = "task:list --no-format -n " + longshore.namespace();

        assertThat(asViewer(list + " | grep web")).contains("web").doesNotContain("other");
        assertThat(asViewer(list + " | grep -i WEB")).contains("web").doesNotContain("other");
        assertThat(asViewer(list + " | head -n 1").lines()).hasSize(1);
        assertThat(asViewer(list + " | sort -r").lines()).hasSize(2);
        assertThat(asViewer("task:info -n " + longshore.namespace() + " web")).contains("RUNNING");
        assertThat(asViewer("container:list")).contains("web");
        assertThat(asViewer("event:list")).contains("/tasks/start");
        assertThat(asViewer("namespace:list")).contains(Workplace.current().namespace());
        assertThat(asViewer("task:list --help")).contains("SYNTAX", "task:list");
        assertThat(asViewer("help")).contains("task:list");
        assertThat(asViewer("bundle:list")).contains("Longshore");
        assertThat(asViewer("if { true } { echo yes }")).contains("yes");
    }

    private static String asViewer(String line) throws Exception {
        try (SshConsole console = SshConsole.login(Users.VIEWER)) {
            SshConsole.Result result = console.run(line, "");
            assertThat(result.status()).as(line + ": " + result).isZero();
            return result.output();
        }
    }

    /** Karaf's own script for it calls methods, so that fails where these are an admin's. */
    @Test
    public void aViewersTerminalComesUpWithoutAComplaint() throws Exception {
        try (SshConsole console = SshConsole.login(Users.VIEWER).withWindow(120, 30)) {
            assertThat(console.screen()).doesNotContain("Error in initialization script");
            console.type("task\r");
            console.awaitText("(task)>");
            console.type("list\r");
            console.awaitText("(task)>");
            console.type("exit\r");
            console.awaitPrompt();
        }
        assertThat(Path.of(System.getProperty(Setup.LOG_PROPERTY)))
                .content()
                .doesNotContain("Error in initialization script");
    }

    @Test
    public void anAdminDoesAllThat() throws Exception {
        try (Shell admin = Shell.open(sessions, Users.ADMIN)) {
            assertThat(admin.run("$.context getProperty karaf.name").value()).isEqualTo("root");
            admin.run("echo x > " + marker);
            assertThat(marker).hasContent("x");
            assertThat(admin.run("cat " + file).output()).contains(secret);
            assertThat(admin.run("config:property-get -p io.longshore.runtime.linux root")
                            .output())
                    .isNotEmpty();
        }
    }
}
