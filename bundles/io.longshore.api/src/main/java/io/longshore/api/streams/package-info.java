// SPDX-License-Identifier: Apache-2.0
/**
 * Live input and output of tasks, as Java streams.
 *
 * <p>A {@link io.longshore.api.streams.TaskIo} is opened before its process is created, and gives the paths to create it
 * with:
 *
 * <pre>{@code
 * try (TaskIo io = streams.open(namespace, id, null, StreamOptions.DEFAULT)) {
 *     Task task = runtime.create(namespace, id, CreateOptions.with(io.stdio()));
 *     io.endsWith(task.exit());
 *     task.start();
 *     io.stdout().transferTo(log);
 *     task.exit().toCompletableFuture().join();
 *     task.delete();
 * }
 * }</pre>
 *
 * The FIFOs between us and the shim are these, for every process a directory of its own; the names that begin with a dot
 * cannot be identifiers:
 *
 * <pre>
 * directory/                  0700; usually /run/longshore/&lt;instance&gt;/.io
 *   &lt;namespace&gt;/&lt;id&gt;/         0700
 *     .init/                   0700; of the task's first process
 *     &lt;exec id&gt;/               0700; of an additional process
 *       stdin                  0600; unless there is to be no input
 *       stdout                 0600
 *       stderr                 0600; unless there is a terminal
 * </pre>
 *
 * Who holds what open, and why:
 *
 * <ul>
 *   <li>We open both ends of every FIFO, without blocking, before its path is given to anybody. So a shim is never held up
 *       in opening it, nor are we by a shim that does not come.
 *   <li>Of an output we read one end; the other end is only held so that it does not end before a shim has come. Once the
 *       process is known to have ended, that end is let go. From then on the FIFO ends by itself, exactly when the shim has
 *       copied the last byte and closed it: nothing that was written before the exit is lost, however fast or slow it is
 *       read.
 *   <li>Where somebody else still holds the output open after the exit, a background process for example, the shim does not
 *       close. Then the stream ends when it was waited for {@link io.longshore.api.streams.StreamOptions#drainLimit}
 *       altogether without data; or, if the data never stops, after that limit and more data than fits into the pipes in
 *       between. {@link io.longshore.api.streams.TaskIo#truncated} then says so.
 *   <li>Of an input we write one end, and hold the other so that what was written before the shim came, and even before
 *       the input was closed again, waits for it in the FIFO. Both are let go when the process has ended.
 *   <li>A shim holds both ends of an output too. So a process does not die of our restart: it waits, when the FIFO is full,
 *       until somebody attaches again.
 * </ul>
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.api.streams;
