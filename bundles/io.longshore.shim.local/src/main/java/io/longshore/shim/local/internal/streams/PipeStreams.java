// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.runtime.Stdio;
import io.longshore.posix.Fd;
import io.longshore.posix.Pipe;
import io.longshore.posix.PosixException;
import io.longshore.runc.ContainerStreams;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Of a process without a terminal: a pipe for each stream that leads somewhere. */
final class PipeStreams implements ProcessStreams {
    private static final Logger LOG = LoggerFactory.getLogger(PipeStreams.class);

    private final StreamContext context;
    private final Closers ofTheProcess = new Closers();
    private final Closers ours = new Closers();
    private final Outputs outputs = new Outputs();
    private final ContainerStreams forRuntime;
    private @Nullable StandardInput input;

    PipeStreams(StreamContext context, Stdio stdio, Duration timeout) {
        this.context = context;
        try {
            Redirect stdin = input(stdio.stdin());
            URI logger = StreamEnds.logger(stdio.stdout());
            if (logger == null) {
                Redirect stdout = output(stdio.stdout());
                forRuntime = new ContainerStreams(stdin, stdout, output(stdio.stderr()), null);
                // at once, as the OCI runtime, too, may have much to say
                outputs.start();
            } else {
                LoggerProcess process = LoggerProcess.start(context, logger, timeout);
                ours.add(process::end);
                ofTheProcess.add(process.stderr()::close);
                ofTheProcess.add(process.stdout()::close);
                outputs.add(process.ended());
                forRuntime = new ContainerStreams(stdin, to(process.stdout()), to(process.stderr()), null);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Redirect input(String from) {
        if (from.isEmpty()) {
            return ContainerStreams.NULL.stdin();
        }
        Pipe pipe = pipe();
        ofTheProcess.add(pipe.reader()::close);
        ours.add(pipe.writer()::close);
        input = new StandardInput(context, from, new FdTarget(pipe.writer()), pipe.writer()::close);
        ours.add(input::close);
        return Redirect.from(pipe.reader().reopenable().toFile());
    }

    private Redirect output(String to) {
        if (to.isEmpty()) {
            return Redirect.DISCARD;
        }
        Target target = StreamEnds.target(context.posix(), to);
        ours.add(target::close);
        Pipe pipe = pipe();
        ofTheProcess.add(pipe.writer()::close);
        ours.add(pipe.reader()::close);
        outputs.add(new StreamCopy(to, pipe.reader(), target, true, context.threads(), () -> {
            pipe.reader().close();
            target.close();
        }));
        return to(pipe.writer());
    }

    private static Redirect to(Fd writer) {
        return Redirect.to(writer.reopenable().toFile());
    }

    private Pipe pipe() {
        Pipe pipe = context.posix().pipe();
        if (context.uid() != 0 || context.gid() != 0) {
            try {
                // both ends are one file
                context.posix().chown(pipe.reader().reopenable(), context.uid(), context.gid());
            } catch (PosixException e) {
                pipe.reader().close();
                pipe.writer().close();
                throw e;
            }
        }
        return pipe;
    }

    @Override
    public ContainerStreams forRuntime() {
        return forRuntime;
    }

    @Override
    public void started(Duration timeout) {
        ofTheProcess.close();
        if (input != null) {
            input.start();
        }
    }

    @Override
    public void processEnded() {
        if (input != null) {
            input.close();
        }
    }

    @Override
    public void closeStdin() {
        if (input != null) {
            input.closeStdin();
        }
    }

    @Override
    public void resize(int columns, int rows) {
        // there is no terminal
    }

    @Override
    public boolean drain(Duration atMost) {
        return outputs.drain(atMost);
    }

    @Override
    public void close() {
        ofTheProcess.close();
        if (outputs.close()) {
            LOG.warn(
                    "namespace={} id={}: the end of its output was not taken and is lost",
                    context.namespace(),
                    context.id());
        }
        ours.close();
    }
}
