// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "container",
        name = "update",
        description = "Changes the record of a container; a task that there is goes on as it was made")
@Audited(role = Role.ADMIN, operation = "updateContainer")
public final class ContainerUpdate extends ContainerAction {
    @Option(name = "-l", aliases = "--label", description = "A label, key=value; repeatable", multiValued = true)
    List<String> labels = List.of();

    @Option(name = "--remove-label", description = "The key of a label to remove; repeatable", multiValued = true)
    List<String> removed = List.of();

    @Option(name = "--image", description = "The name it came from")
    @Nullable
    String image;

    @Option(name = "--spec", description = "A file with an OCI runtime specification")
    @Completion(FileCompleter.class)
    @Nullable
    String spec;

    @Override
    @Nullable
    Object run() {
        LabelChange change = LabelChange.parse(labels, removed);
        Set<String> fields = new TreeSet<>(change.fieldPaths());
        Container.Builder builder = record().toBuilder();
        change.labels().forEach(builder::label);
        if (image != null) {
            builder.image(image);
            fields.add("image");
        }
        if (spec != null) {
            builder.spec(OciSpec.parse(TextFile.read("--spec", spec)).toPayload());
            fields.add("spec");
        }
        if (fields.isEmpty()) {
            throw new InvalidArgumentException("say what to change: --label, --remove-label, --image or --spec");
        }
        containers.update(namespace(), builder.build(), fields);
        return null;
    }
}
