// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.maven;
import static org.ops4j.pax.exam.CoreOptions.mavenBundle;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.logLevel;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.ops4j.pax.exam.MavenUtils;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.karaf.options.LogLevelOption.LogLevel;
import org.ops4j.pax.exam.options.MavenUrlReference;

/** How the Karafs are set up; for the build's side. */
final class Setup {
    /** Where Karaf's log is. */
    static final String LOG_PROPERTY = "longshore.itests.log";

    private static final String PAX_URL = "org.ops4j.pax.url.mvn.";
    private static final String PAX_URL_FILE = "etc/org.ops4j.pax.url.mvn.cfg";
    private static final String LOGGING_FILE = "etc/org.ops4j.pax.logging.cfg";
    private static final String RUNTIME_FILE = "etc/io.longshore.runtime.linux.cfg";
    private static final String SHELL_FILE = "etc/org.apache.karaf.shell.cfg";
    private static final int START_MILLIS = 120_000;

    private Setup() {}

    /** Our own distribution. */
    static Option[] distribution(Class<?> test) {
        return karaf(test, "io.longshore", "io.longshore.karaf.distribution");
    }

    /** Our own distribution, where containers get this runtime that name none. */
    static Option[] distributionWith(String defaultRuntime, Class<?> test) {
        return options(
                composite(distribution(test)),
                editConfigurationFilePut(RUNTIME_FILE, "default_runtime", defaultRuntime));
    }

    /** Our own distribution, where one can log in over ssh. */
    static Option[] distributionWithSsh(Class<?> test) {
        int port = freePort();
        return options(
                // the first one counts
                configureConsole().startRemoteShell(),
                composite(distribution(test)),
                systemProperty(SshConsole.PORT_PROPERTY).value(String.valueOf(port)),
                editConfigurationFilePut(SHELL_FILE, "sshPort", String.valueOf(port)),
                editConfigurationFilePut(SHELL_FILE, "sshRole", Users.VIEWER));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Karaf as Apache makes it; Longshore is not in it. */
    static Option[] stockKaraf(Class<?> test) {
        return karaf(test, "org.apache.karaf", "apache-karaf");
    }

    private static Option[] karaf(Class<?> test, String group, String artifact) {
        Workplace workplace = Workplace.create();
        MavenUrlReference archive =
                maven().groupId(group).artifactId(artifact).type("tar.gz").versionAsInProject();
        String log = new File("target/logs/" + test.getSimpleName() + ".log").getAbsolutePath();
        return new Option[] {
            karafDistributionConfiguration()
                    .frameworkUrl(archive)
                    .unpackDirectory(new File("target/exam"))
                    .useDeployFolder(false),
            systemTimeout(START_MILLIS),
            // it ends before what the second compiler and another collector cost has paid
            vmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
            logLevel(LogLevel.INFO),
            // outside of Karaf's directory, which is deleted at the end
            editConfigurationFilePut(LOGGING_FILE, "log4j2.appender.rolling.fileName", log),
            systemProperty(LOG_PROPERTY).value(log),
            // the build has fetched whatever is needed; an omission must not be hidden by a download
            editConfigurationFilePut(
                    PAX_URL_FILE, PAX_URL + "localRepository", System.getProperty(PAX_URL + "localRepository")),
            editConfigurationFilePut(PAX_URL_FILE, PAX_URL + "repositories", ""),
            editConfigurationFilePut(SHELL_FILE, "sshHost", "127.0.0.1"),
            editConfigurationFilePut(SHELL_FILE, "sshPort", "0"),
            editConfigurationFilePut(RUNTIME_FILE, "root", workplace.root().toString()),
            editConfigurationFilePut(RUNTIME_FILE, "state", workplace.state().toString()),
            systemProperty(workplace.property()).value(workplace.directory().toString()),
            systemProperty(Artifacts.VERSION_PROPERTY)
                    .value(MavenUtils.getArtifactVersion("io.longshore", "io.longshore.api")),
            Users.option(),
            bundle("org.assertj", "assertj-core"),
            bundle("net.bytebuddy", "byte-buddy"),
            bundle("org.awaitility", "awaitility"),
            bundle("org.hamcrest", "hamcrest"),
        };
    }

    private static Option bundle(String group, String artifact) {
        return mavenBundle().groupId(group).artifactId(artifact).versionAsInProject();
    }
}
