// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.runtime.ExecOptions;

/** What a JMX client says of a process that is to be added. */
final class ExecRequest {
    private ExecRequest() {}

    /** @throws io.longshore.api.InvalidArgumentException if something is not as it should be */
    static ExecOptions of(String[] args, String[] environment, String workingDirectory, String outputFile) {
        String cwd = Arguments.required("workingDirectory", workingDirectory);
        return ExecOptions.of(Arguments.required("args", args))
                .withEnv(Arguments.environment("environment", environment).entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toArray(String[]::new))
                .withCwd(cwd.isEmpty() ? "/" : cwd)
                .withStdio(Arguments.output("outputFile", outputFile));
    }
}
