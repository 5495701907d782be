// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.OciSpecBuilder;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

/** A command that makes a container: from a root file system and options, or from a whole specification. */
abstract class ContainerOptions extends SessionAction {
    @Option(name = "--rootfs", description = "Absolute path of the directory that becomes the container's root")
    @Completion(FileCompleter.class)
    @Nullable
    String rootfs;

    @Option(name = "--spec", description = "A file with an OCI runtime specification, instead of --rootfs and the rest")
    @Completion(FileCompleter.class)
    @Nullable
    String spec;

    @Option(name = "-e", aliases = "--env", description = "A variable, NAME=value; repeatable", multiValued = true)
    List<String> env = List.of();

    @Option(name = "-m", aliases = "--memory", description = "Memory limit, such as 64m")
    @Nullable
    String memory;

    @Option(name = "--hostname", description = "The host name that the container sees")
    @Nullable
    String hostname;

    @Option(name = "--host-network", description = "Share the host's network instead of having an empty one")
    boolean hostNetwork;

    @Option(name = "-t", aliases = "--tty", description = "Give the program a terminal")
    boolean tty;

    @Option(
            name = "--runtime",
            description =
                    "The runtime, such as io.containerd.runc.v2 or io.containerd.runtime.v1.linux; else the default")
    String runtimeName = "";

    @Option(name = "--group", description = "Containers of the same group share one shim, if theirs can be shared")
    String group = "";

    @Option(name = "-l", aliases = "--label", description = "A label, key=value; repeatable", multiValued = true)
    List<String> labels = List.of();

    @Argument(index = 0, name = "id", description = "The id of the new container", required = true)
    String id = "";

    @Argument(
            index = 1,
            name = "args",
            description = "The program and its arguments; not with --spec, which has them",
            multiValued = true)
    List<String> args = List.of();

    Container container() {
        ContainerId name = new ContainerId(id);
        OciSpec made = spec == null ? built(name) : read(spec);
        Container.Builder builder = Container.builder(
                        name, group.isEmpty() ? made : made.withAnnotation(CreateOptions.GROUP_ANNOTATION, group))
                .runtime(new RuntimeInfo(runtimeName, null));
        for (String label : labels) {
            KeyValue pair = KeyValue.parse("--label", label);
            builder.label(pair.key(), pair.value());
        }
        return builder.build();
    }

    private OciSpec built(ContainerId name) {
        if (rootfs == null) {
            throw new InvalidArgumentException("say what the container is made of: give --rootfs or --spec");
        }
        OciSpecBuilder builder = OciSpec.builder(namespace(), name)
                .rootfs(AbsolutePath.parse("--rootfs", rootfs))
                .args(args.toArray(String[]::new));
        for (String variable : env) {
            KeyValue pair = KeyValue.parse("--env", variable);
            builder.env(pair.key(), pair.value());
        }
        if (memory != null) {
            builder.memoryLimit(ByteSize.parse(memory));
        }
        if (hostname != null) {
            builder.hostname(hostname);
        }
        if (hostNetwork) {
            builder.hostNetwork();
        }
        if (tty) {
            builder.terminal();
        }
        return builder.build();
    }

    private OciSpec read(String file) {
        boolean more = rootfs != null || memory != null || hostname != null || hostNetwork;
        if (more || !env.isEmpty() || !args.isEmpty()) {
            throw new InvalidArgumentException("--spec is the whole specification: leave out arguments and all options"
                    + " but --namespace, --label, --runtime and --group");
        }
        return OciSpec.parse(TextFile.read("--spec", file));
    }

    @Override
    String auditId() {
        return id;
    }
}
