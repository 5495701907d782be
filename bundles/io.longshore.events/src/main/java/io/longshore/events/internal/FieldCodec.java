// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.TypedPayload;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import java.time.Instant;

/** The values that several events share. */
final class FieldCodec {
    private FieldCodec() {}

    static void mount(ByteSink out, Mount mount) {
        out.text(mount.type()).text(mount.source()).list(mount.options(), ByteSink::text);
    }

    static Mount mount(ByteSource in) {
        return new Mount(in.text(), in.text(), in.list(ByteSource::text));
    }

    static void stdio(ByteSink out, Stdio stdio) {
        out.text(stdio.stdin()).text(stdio.stdout()).text(stdio.stderr()).u8(stdio.terminal() ? 1 : 0);
    }

    static Stdio stdio(ByteSource in) {
        return new Stdio(in.text(), in.text(), in.text(), in.u8() == 1);
    }

    static void runtime(ByteSink out, RuntimeInfo runtime) {
        out.text(runtime.name())
                .optional(
                        runtime.options(),
                        (sink, options) -> sink.text(options.typeUrl()).bytes(options.value()));
    }

    static RuntimeInfo runtime(ByteSource in) {
        String name = in.text();
        return in.appended(
                source -> new RuntimeInfo(name, source.optional(it -> new TypedPayload(it.text(), it.bytes()))),
                new RuntimeInfo(name, null));
    }

    static void exit(ByteSink out, Exit exit) {
        out.optional(exit.status(), ByteSink::u32)
                .instant(exit.at())
                .u8(code(exit.cause()))
                .text(exit.detail());
    }

    static Exit exit(ByteSource in) {
        Integer status = in.optional(ByteSource::u32);
        Instant at = in.instant();
        return new Exit(status, at, cause(in.u8()), in.text());
    }

    private static int code(Exit.Cause cause) {
        return switch (cause) {
            case EXITED -> 1;
            case SHIM_LOST -> 2;
            case OOM_KILLED -> 3;
            case HOST_REBOOT -> 4;
            case UNOBSERVED -> 5;
        };
    }

    private static Exit.Cause cause(int code) {
        for (Exit.Cause cause : Exit.Cause.values()) {
            if (code(cause) == code) {
                return cause;
            }
        }
        throw new IllegalArgumentException("unknown cause " + code);
    }
}
