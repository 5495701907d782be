// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuntimeInfo;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Records to test with. */
final class Examples {
    static final Namespace TEST = new Namespace("test");

    private Examples() {}

    static ContainerId id(String value) {
        return new ContainerId(value);
    }

    static Container container(String id) {
        return containerBuilder(id).build();
    }

    static Container.Builder containerBuilder(String id) {
        return Container.builder(id(id), OciSpec.parse("{\"ociVersion\":\"1.0.2\"}"))
                .runtime(RuntimeInfo.linuxV1());
    }

    /** Every field set. */
    static Container full(String id) {
        return containerBuilder(id)
                .label("a.b", "1")
                .label("größe", "日本 \uD83D\uDEA2")
                .image("docker.io/library/busybox:latest")
                .runtime(new RuntimeInfo("io.containerd.runc.v2", payload("options", "{\"x\":1}")))
                .snapshot("overlayfs", "key-" + id)
                .extension("x", payload("type.x", "one"))
                .extension("y.z", new TypedPayload("type.y", new byte[] {0, -1, 'L', 'S', 1, -1, -1, 0}))
                .build();
    }

    static TypedPayload payload(String type, String text) {
        return new TypedPayload(type, text.getBytes(StandardCharsets.UTF_8));
    }

    static TypedPayload bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return new TypedPayload("bytes", bytes);
    }
}
