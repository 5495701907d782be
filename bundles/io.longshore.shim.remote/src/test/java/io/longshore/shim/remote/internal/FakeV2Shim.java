// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.protos.shim.v2.ConnectResponse;
import io.longshore.protos.shim.v2.DeleteResponse;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.TtrpcHandler;
import io.longshore.ttrpc.TtrpcLoop;
import io.longshore.ttrpc.TtrpcMethod;
import io.longshore.ttrpc.TtrpcRequest;
import io.longshore.ttrpc.TtrpcServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A shim of the second generation that does what the test says: its program is a script, its process one that waits, and its
 * server is here.
 */
final class FakeV2Shim implements AutoCloseable {
    static final List<String> METHODS = List.of(
            "State",
            "Create",
            "Start",
            "Delete",
            "Pids",
            "Pause",
            "Resume",
            "Checkpoint",
            "Kill",
            "Exec",
            "ResizePty",
            "CloseIO",
            "Update",
            "Wait",
            "Stats",
            "Connect",
            "Shutdown");

    private static final String SCRIPT = """
        #!/bin/sh
        here=$(dirname "$0")
        for action; do :; done
        echo "$action $*" >>"$here/calls"
        cat >"$here/stdin"
        env >"$here/env"
        pwd >"$here/pwd"
        [ -e "$here/words" ] && cat "$here/words" >&2
        [ -e "$here/hangs" ] && read nothing <"$here/hangs"
        cat "$here/$action.answer"
        exit "$(cat "$here/status")"
        """;

    final Path directory;
    final Path program;
    final LinkedBlockingQueue<TtrpcRequest> requests = new LinkedBlockingQueue<>();
    private final Path socket;
    private final Process process;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, TtrpcHandler> handlers = new ConcurrentHashMap<>();
    private final TtrpcLoop loop;
    private final List<TtrpcServer> servers = new ArrayList<>();

    /** @param version of its task service */
    FakeV2Shim(Path directory, int version) throws IOException {
        this.directory = directory;
        this.socket = directory.resolve("s");
        program = Files.writeString(directory.resolve("containerd-shim-runc-fake"), SCRIPT);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        says("unix://" + socket);
        Files.write(
                directory.resolve("delete.answer"),
                DeleteResponse.newBuilder().setPid(9).setExitStatus(137).build().toByteArray());
        Files.writeString(directory.resolve("status"), "0");
        process = new ProcessBuilder("sh", "-c", "read nothing").start();
        answer(
                "Connect",
                ConnectResponse.newBuilder().setShimPid((int) process.pid()).build());
        answer("Shutdown", Empty.getDefaultInstance());
        loop = TtrpcLoop.start("longshore-test-io", executor);
        serve(version);
    }

    void serve(int version) throws IOException {
        servers.forEach(TtrpcServer::close);
        Map<TtrpcMethod, TtrpcHandler> all = new HashMap<>();
        for (String method : METHODS) {
            all.put(new TtrpcMethod("containerd.task.v" + version + ".Task", method), request -> {
                requests.add(request);
                TtrpcHandler handler = handlers.get(method);
                if (handler == null) {
                    throw new TtrpcException(TtrpcCode.UNIMPLEMENTED, method + " was not expected");
                }
                return handler.handle(request);
            });
        }
        servers.add(TtrpcServer.bind(loop, socket, all));
    }

    /** What its program prints when it is started. */
    void says(String answer) throws IOException {
        says(answer.getBytes(StandardCharsets.UTF_8));
    }

    void says(byte[] answer) throws IOException {
        Files.write(directory.resolve("start.answer"), answer);
    }

    Path socket() {
        return socket;
    }

    Process process() {
        return process;
    }

    /** Its program fails. */
    void fails(int status, String words) throws IOException {
        Files.writeString(directory.resolve("status"), String.valueOf(status));
        Files.writeString(directory.resolve("words"), words);
    }

    void handle(String method, TtrpcHandler handler) {
        handlers.put(method, handler);
    }

    void answer(String method, MessageLite message) {
        handle(method, request -> CompletableFuture.completedFuture(message));
    }

    /** Does not answer before this does. */
    void answer(String method, CompletionStage<? extends MessageLite> later) {
        handle(method, request -> later);
    }

    void refuse(String method, TtrpcCode code, String message) {
        handle(method, request -> {
            throw new TtrpcException(code, message);
        });
    }

    /** Dies when it is called. */
    void dieAt(String method) {
        handle(method, request -> {
            die();
            return new CompletableFuture<MessageLite>();
        });
    }

    void die() {
        process.destroyForcibly();
        servers.forEach(TtrpcServer::close);
    }

    /** Ends when it is asked to. */
    void endAtShutdown() {
        handle("Shutdown", request -> {
            process.destroyForcibly();
            return CompletableFuture.completedFuture(Empty.getDefaultInstance());
        });
    }

    /** Its methods that were called so far, but those that find out its pid. */
    List<String> called() {
        return requests.stream()
                .map(request -> request.method().method())
                .filter(method -> !method.equals("Connect"))
                .toList();
    }

    /** How its program was called, each a line that begins with the action. */
    List<String> programCalls() throws IOException {
        Path calls = directory.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** A task of it in a state directory, with its bundle. */
    ShimLaunch launch(Path state, String id, String group) throws IOException {
        Path bundle = state.resolve("ns").resolve(id);
        Files.createDirectories(bundle);
        return new ShimLaunch(
                new Namespace("ns"),
                new ContainerId(id),
                bundle,
                directory.resolve("work"),
                program.toString(),
                new RuncOptions("/bin/runc", "/run/runc", "", true),
                "",
                false,
                group,
                null);
    }

    @Override
    public void close() {
        die();
        loop.close();
        executor.shutdownNow();
    }
}
