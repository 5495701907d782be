// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.containerd;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.longshore.benchmarks.containerd.wire.ContainerName;
import io.longshore.benchmarks.containerd.wire.CreatedTask;
import io.longshore.benchmarks.containerd.wire.DeletedProcess;
import io.longshore.benchmarks.containerd.wire.Envelope;
import io.longshore.benchmarks.containerd.wire.ExitedProcess;
import io.longshore.benchmarks.containerd.wire.KillProcess;
import io.longshore.benchmarks.containerd.wire.NewProcess;
import io.longshore.benchmarks.containerd.wire.NewTask;
import io.longshore.benchmarks.containerd.wire.OneContainer;
import io.longshore.benchmarks.containerd.wire.OneProcess;
import io.longshore.benchmarks.containerd.wire.ProcessList;
import io.longshore.benchmarks.containerd.wire.ProcessName;
import io.longshore.benchmarks.containerd.wire.StartedProcess;
import io.longshore.benchmarks.containerd.wire.Subscription;
import java.io.IOException;
import java.io.InputStream;

/** The methods of containerd's services that are called here. */
final class Methods {
    private static final String CONTAINERS = "containerd.services.containers.v1.Containers";
    private static final String TASKS = "containerd.services.tasks.v1.Tasks";

    static final MethodDescriptor<OneContainer, OneContainer> CREATE_CONTAINER =
            unary(CONTAINERS, "Create", OneContainer.parser(), OneContainer.parser());
    static final MethodDescriptor<ContainerName, Empty> DELETE_CONTAINER =
            unary(CONTAINERS, "Delete", ContainerName.parser(), Empty.parser());
    static final MethodDescriptor<NewTask, CreatedTask> CREATE =
            unary(TASKS, "Create", NewTask.parser(), CreatedTask.parser());
    static final MethodDescriptor<ProcessName, StartedProcess> START =
            unary(TASKS, "Start", ProcessName.parser(), StartedProcess.parser());
    static final MethodDescriptor<ProcessName, ExitedProcess> WAIT =
            unary(TASKS, "Wait", ProcessName.parser(), ExitedProcess.parser());
    static final MethodDescriptor<ProcessName, DeletedProcess> DELETE =
            unary(TASKS, "Delete", ProcessName.parser(), DeletedProcess.parser());
    static final MethodDescriptor<ProcessName, DeletedProcess> DELETE_PROCESS =
            unary(TASKS, "DeleteProcess", ProcessName.parser(), DeletedProcess.parser());
    static final MethodDescriptor<ProcessName, OneProcess> GET =
            unary(TASKS, "Get", ProcessName.parser(), OneProcess.parser());
    static final MethodDescriptor<Empty, ProcessList> LIST = unary(TASKS, "List", Empty.parser(), ProcessList.parser());
    static final MethodDescriptor<KillProcess, Empty> KILL = unary(TASKS, "Kill", KillProcess.parser(), Empty.parser());
    static final MethodDescriptor<NewProcess, Empty> EXEC = unary(TASKS, "Exec", NewProcess.parser(), Empty.parser());
    static final MethodDescriptor<Subscription, Envelope> SUBSCRIBE = method(
            MethodDescriptor.MethodType.SERVER_STREAMING,
            "containerd.services.events.v1.Events",
            "Subscribe",
            Subscription.parser(),
            Envelope.parser());

    private Methods() {}

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> unary(
            String service, String name, Parser<Q> request, Parser<A> answer) {
        return method(MethodDescriptor.MethodType.UNARY, service, name, request, answer);
    }

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            MethodDescriptor.MethodType type, String service, String name, Parser<Q> request, Parser<A> answer) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .setRequestMarshaller(new Marshalled<>(request))
                .setResponseMarshaller(new Marshalled<>(answer))
                .build();
    }

    private record Marshalled<T extends Message>(Parser<T> parser) implements MethodDescriptor.Marshaller<T> {
        @Override
        public InputStream stream(T message) {
            return message.toByteString().newInput();
        }

        @Override
        public T parse(InputStream stream) {
            try (stream) {
                return parser.parseFrom(stream);
            } catch (InvalidProtocolBufferException e) {
                throw Status.INTERNAL.withCause(e).asRuntimeException();
            } catch (IOException e) {
                throw Status.UNAVAILABLE.withCause(e).asRuntimeException();
            }
        }
    }
}
