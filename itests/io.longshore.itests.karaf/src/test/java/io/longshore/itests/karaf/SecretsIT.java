// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.assertj.core.util.Throwables;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A secret in an environment reaches the process, and nobody who reads logs, events, MBeans, or the list of processes. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SecretsIT {
    private static final String RUNTIME = "io.longshore.runtime.linux";
    private static final String LOGGING_FILE = "etc/org.ops4j.pax.logging.cfg";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String[] SLEEP = {"/bin/sleep", "600"};
    private static final String[] NO_PROGRAM = {"/no/such/program"};

    @Inject
    protected BundleContext context;

    @Inject
    protected ConfigurationAdmin configurations;

    @Inject
    protected SessionFactory sessions;

    private final String secret = "s3cret-" + UUID.randomUUID();
    private final List<String> told = new ArrayList<>();
    private Workplace workplace;
    private Longshore longshore;
    private JmxClient admin;

    /** Ours logs all that it can. */
    @org.ops4j.pax.exam.Configuration
    public static Option[] karaf() {
        return options(
                composite(Setup.distribution(SecretsIT.class)),
                editConfigurationFilePut(LOGGING_FILE, "log4j2.logger.longshore.name", "io.longshore"),
                editConfigurationFilePut(LOGGING_FILE, "log4j2.logger.longshore.level", "TRACE"));
    }

    @Before
    public void login() {
        workplace = Workplace.current();
        longshore = new Longshore(context);
        admin = JmxClient.admin();
        admin.awaitMBean();
    }

    @After
    public void nothingIsLeft() throws Exception {
        try {
            longshore.cleanUp();
        } finally {
            admin.close();
            configure(false, "runc");
        }
    }

    @Test
    public void withAShimOfTheSecondGeneration() throws Exception {
        isToldToTheProcessesAlone("v2", "io.containerd.runc.v2");
    }

    @Test
    public void withAShimOfTheFirstGeneration() throws Exception {
        isToldToTheProcessesAlone("v1", RuntimeInfo.LINUX_V1);
    }

    @Test
    public void withoutAShim() throws Exception {
        isToldToTheProcessesAlone("local", RuntimeInfo.LINUX_V1);
    }

    private void isToldToTheProcessesAlone(String kind, String runtime) throws Exception {
        Path calls = workplace.output("calls");
        configure(kind.equals("local"), recordingRuntime(calls).toString());
        admin.awaitMBean();

        Task task = start(runtime);
        assertThat(task.info().shimKind()).isEqualTo(kind);
        TaskProcess added = task.exec(new ExecId("sh1"), withSecret(SLEEP));
        added.start();
        awaitSecretIn(task.info().pid());
        awaitSecretIn(added.info().pid());
        TaskProcess bad = task.exec(new ExecId("bad1"), withSecret(NO_PROGRAM));
        assertThatThrownBy(bad::start).satisfies(error -> told.add(Throwables.getStackTrace(error)));
        askOverJmx();
        askInTheShell();
        lookAtMBeansAndEvents();
        lookAtProcesses(task.info().shimPid());
        told.add(task + " " + task.info() + " " + task.diagnose() + " " + added + " " + added.info());

        assertThat(told).allSatisfy(each -> assertThat(each).doesNotContain(secret));
        assertThat(Files.readString(calls)).contains("create", "exec", "PATH=").doesNotContain(secret);
        assertLogsAndJournalAreWithout();
        Path config = task.info().bundle().resolve("config.json");
        assertThat(config).content().contains(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
    }

    private Task start(String runtime) {
        ContainerId id = new ContainerId("keeper");
        OciSpec spec = OciSpec.builder(longshore.namespace(), id)
                .rootfs(workplace.rootfs())
                .env("TOKEN", secret)
                .args(SLEEP)
                .build();
        longshore
                .containers()
                .create(
                        longshore.namespace(),
                        Container.builder(id, spec)
                                .runtime(new RuntimeInfo(runtime, null))
                                .build());
        Task task = longshore.runtime().create(longshore.namespace(), id, CreateOptions.DEFAULT);
        task.start();
        return task;
    }

    private ExecOptions withSecret(String[] program) {
        return ExecOptions.of(program).withEnv("TOKEN=" + secret);
    }

    private void awaitSecretIn(long pid) {
        // what was started is the OCI runtime's own program for a moment longer
        await("the secret in " + pid)
                .atMost(DEADLINE)
                .until(() ->
                        text(Path.of("/proc", Long.toString(pid), "environ")).contains("TOKEN=" + secret));
    }

    private void askOverJmx() throws Exception {
        Path file = Files.createFile(
                workplace.output("secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "TOKEN=" + secret + "\n");
        ObjectName task = JmxClient.task(workplace.namespace(), "keeper");
        String[] environment = {"@" + file};
        Object row = admin.callOn(task, "exec", "sh2", SLEEP, environment, "", 0L, 0L, "", true);
        told.add(row.toString());
        assertThatThrownBy(() -> admin.callOn(task, "exec", "bad2", NO_PROGRAM, environment, "", 0L, 0L, "", true))
                .satisfies(error -> told.add(Throwables.getStackTrace(error)));
        told.add(admin.callOn(task, "diagnose").toString());
    }

    private void askInTheShell() throws Exception {
        await().atMost(DEADLINE).until(() -> sessions.getRegistry().getCommand("task", "diagnose") != null);
        String in = " -n " + workplace.namespace() + " ";
        String make = "container:create" + in + "-e TOKEN=" + secret + " --rootfs " + workplace.rootfs();
        try (Shell shell = Shell.open(sessions, Users.ADMIN)) {
            shell.run(make + " typed sleep 600");
            told.add(shell.errorOf(make + " typed sleep 600"));
            shell.run("task:create" + in + "typed");
            shell.run("task:start" + in + "typed");
            told.add(shell.errorOf("task:exec" + in + "-e TOKEN=" + secret + " typed " + NO_PROGRAM[0]));
            for (String command : List.of("container:info", "task:info", "task:ps", "task:diagnose")) {
                told.add(shell.run(command + in + "typed").output());
            }
        }
    }

    private void lookAtMBeansAndEvents() throws Exception {
        List<String> read = new ArrayList<>();
        for (ObjectName name : admin.server().queryNames(new ObjectName("io.longshore:*"), null)) {
            try {
                for (MBeanAttributeInfo attribute :
                        admin.server().getMBeanInfo(name).getAttributes()) {
                    Object[] value = {admin.server().getAttribute(name, attribute.getName())};
                    read.add(name + " " + attribute.getName() + " " + Arrays.deepToString(value));
                }
            } catch (JMException | RuntimeMBeanException e) {
                told.add(Throwables.getStackTrace(
                        e)); // as of a process that could not be started, and is forgotten by now
            }
        }
        assertThat(read).anySatisfy(line -> assertThat(line).contains("id=keeper CommandLine "));
        told.addAll(read);
        String events = Arrays.toString(admin.rows("listEvents", 0L, 10_000));
        assertThat(events).contains("keeper", "sh1", "bad1");
        told.add(events);
    }

    /** The arguments of all, and the environment of the shim. */
    private void lookAtProcesses(long shim) {
        List<ProcessHandle> all = ProcessHandle.allProcesses().toList();
        assertThat(all)
                .extracting(ProcessHandle::pid)
                .contains(ProcessHandle.current().pid());
        all.forEach(process -> told.add(text(Path.of("/proc", Long.toString(process.pid()), "cmdline"))));
        if (shim > 0) {
            told.add(text(Path.of("/proc", Long.toString(shim), "environ")));
        }
    }

    private void assertLogsAndJournalAreWithout() throws IOException {
        Path log = Path.of(System.getProperty(Setup.LOG_PROPERTY));
        assertThat(text(log))
                .contains("DEBUG", "operation=execTask namespace=" + workplace.namespace() + " id=keeper outcome=done");
        assertWithout(log);
        Path others = Path.of(System.getProperty("karaf.data"), "log");
        if (Files.isDirectory(others)) { // such as that of Karaf's own audit
            assertWithout(others);
        }
        Path journal = Path.of(System.getProperty("karaf.data"), "longshore", "events");
        assertThat(journal).isNotEmptyDirectory();
        assertWithout(journal);
    }

    private void assertWithout(Path files) throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            assertThat(all.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(text(file).contains(secret))
                            .as("the secret is in %s", file)
                            .isFalse());
        }
    }

    /** Byte for byte; empty if it is gone by now, as processes may be. */
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (file.startsWith("/proc")) {
                return ""; // it ended between the opening and the reading
            }
            throw new UncheckedIOException(e);
        }
    }

    /** Writes down its arguments and its environment, and lets runc do what it is told. */
    private Path recordingRuntime(Path calls) throws IOException {
        Path script = workplace.output("recording-runc");
        Files.writeString(script, """
                #!/bin/sh
                { printf '%s\\n' "$@"; export -p; } >> 'CALLS'
                PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
                exec runc "$@"
                """.replace("CALLS", calls.toString()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private void configure(boolean noShim, String runtime) throws Exception {
        Configuration configuration = configurations.getConfiguration(RUNTIME, "?");
        Dictionary<String, Object> properties = configuration.getProperties();
        properties.put("no_shim", String.valueOf(noShim));
        properties.put("runtime", runtime);
        new Services(context).getAfter(() -> configuration.update(properties), ContainerRuntime.class);
    }
}
