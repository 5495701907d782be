// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Role;
import io.longshore.api.InvalidArgumentException;
import io.longshore.management.Attribute;
import io.longshore.management.Description;
import io.longshore.management.Operation;
import io.longshore.management.Parameter;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the annotations of one MXBean interface say. Immutable. */
final class MBeanTable {
    /** A parameter of an operation. */
    record Param(String name, String description, Class<?> type, boolean hostFile) {
        /** @throws InvalidArgumentException unless an argument is of its type; null is of each but numbers and truths */
        void check(@Nullable Object argument) {
            Class<?> wanted = MethodType.methodType(type).wrap().returnType();
            if (argument == null ? type.isPrimitive() : !wanted.isInstance(argument)) {
                throw new InvalidArgumentException(name + " must be of the type " + type.getTypeName());
            }
        }
    }

    /** An operation: who may call it, what the audit log calls it. */
    record Entry(String name, String description, Role role, String auditName, List<Param> parameters) {
        /** What a viewer may call changes nothing. */
        boolean changes() {
            return role != Role.VIEWER;
        }

        /** Which argument has this name; -1 if none has. */
        int indexOf(String parameter) {
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i).name().equals(parameter)) {
                    return i;
                }
            }
            return -1;
        }

        /** @throws InvalidArgumentException unless these are as many as there should be, and of the types */
        void check(@Nullable Object @Nullable [] arguments) {
            @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
            if (given.length != parameters.size()) {
                throw new InvalidArgumentException(name + " has " + parameters.size() + " parameters, and there are "
                        + given.length + " arguments");
            }
            for (int i = 0; i < given.length; i++) {
                parameters.get(i).check(given[i]);
            }
        }

        /** The names of the parameters that may name a file of the host, and do with these arguments. */
        List<String> filesOfHost(@Nullable Object @Nullable [] arguments) {
            return arguments == null
                    ? List.of()
                    : IntStream.range(0, Math.min(parameters.size(), arguments.length))
                            .filter(i -> parameters.get(i).hostFile() && Arguments.namesFile(arguments[i]))
                            .mapToObj(i -> parameters.get(i).name())
                            .toList();
        }
    }

    private final String description;
    private final Map<String, Entry> operations;
    private final Map<String, String> attributes;

    private MBeanTable(String description, Map<String, Entry> operations, Map<String, String> attributes) {
        this.description = description;
        this.operations = Collections.unmodifiableSortedMap(new TreeMap<>(operations));
        this.attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** @throws RuntimeException if something is not annotated, or two operations have the same name */
    static MBeanTable of(Class<?> mxbean) {
        Map<String, Entry> operations = new TreeMap<>();
        Map<String, String> attributes = new TreeMap<>();
        for (Method method : mxbean.getMethods()) {
            if (method.isAnnotationPresent(Attribute.class)) {
                attributes.put(
                        attributeName(method),
                        method.getAnnotation(Attribute.class).value());
            } else if (operations.put(method.getName(), entry(method)) != null) {
                throw new IllegalArgumentException("two operations are called " + method.getName());
            }
        }
        return new MBeanTable(
                required(mxbean.getAnnotation(Description.class), mxbean).value(), operations, attributes);
    }

    private static String attributeName(Method getter) {
        String name = getter.getName();
        return name.substring(name.startsWith("is") ? 2 : 3);
    }

    private static Entry entry(Method method) {
        Operation operation = required(method.getAnnotation(Operation.class), method);
        List<Param> parameters =
                Arrays.stream(method.getParameters()).map(MBeanTable::param).toList();
        String audit = operation.audit().isEmpty() ? method.getName() : operation.audit();
        return new Entry(method.getName(), operation.value(), operation.role(), audit, parameters);
    }

    private static Param param(java.lang.reflect.Parameter declared) {
        Parameter parameter = required(declared.getAnnotation(Parameter.class), declared.getDeclaringExecutable());
        return new Param(parameter.name(), parameter.value(), declared.getType(), parameter.hostFile());
    }

    private static <A extends Annotation> A required(@Nullable A annotation, Object what) {
        return Objects.requireNonNull(annotation, () -> what + " is not described");
    }

    String description() {
        return description;
    }

    @Nullable
    Entry operation(String name) {
        return operations.get(name);
    }

    /** By name. */
    Map<String, Entry> operations() {
        return operations;
    }

    /** Their descriptions, by name. */
    Map<String, String> attributes() {
        return attributes;
    }
}
