// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.InvalidArgumentException;
import java.util.List;

/**
 * What to run in a running task, and how.
 *
 * @param args the program and its arguments; a program without a slash is looked up on the PATH of {@code env}
 * @param env lines of {@code NAME=value}; empty for those of the container's first process
 * @param cwd an absolute path in the container
 * @param user {@code uid} and {@code gid} in the container
 * @param stdio its streams; with a terminal, stderr must be empty
 *     <p>The constructor throws {@link InvalidArgumentException} for anything else.
 */
public record ExecOptions(List<String> args, List<String> env, String cwd, User user, Stdio stdio) {
    /** A user and a group by number. */
    public record User(long uid, long gid) {
        public static final User ROOT = new User(0, 0);

        public User {
            if (uid < 0 || gid < 0) {
                throw new InvalidArgumentException("user and group ids must not be negative");
            }
        }
    }

    public ExecOptions {
        args = List.copyOf(args);
        env = List.copyOf(env);
        if (args.isEmpty() || args.get(0).isEmpty()) {
            throw new InvalidArgumentException("a process needs args: the program to run");
        }
        if (!cwd.startsWith("/")) {
            throw new InvalidArgumentException("the working directory must be an absolute path in the container");
        }
        env.forEach(line -> {
            if (line.indexOf('=') < 1) {
                throw new InvalidArgumentException("an environment variable is written NAME=value");
            }
        });
        if (stdio.terminal() && !stdio.stderr().isEmpty()) {
            throw new InvalidArgumentException("with a terminal all output comes on stdout; stderr must be empty");
        }
    }

    /** As root, in {@code /}, with null streams. */
    public static ExecOptions of(String... args) {
        return new ExecOptions(List.of(args), List.of(), "/", User.ROOT, Stdio.NULL);
    }

    public ExecOptions withStdio(Stdio newStdio) {
        return new ExecOptions(args, env, cwd, user, newStdio);
    }

    public ExecOptions withEnv(String... lines) {
        return new ExecOptions(args, List.of(lines), cwd, user, stdio);
    }

    public ExecOptions withCwd(String newCwd) {
        return new ExecOptions(args, env, newCwd, user, stdio);
    }

    public ExecOptions withUser(long uid, long gid) {
        return new ExecOptions(args, env, cwd, new User(uid, gid), stdio);
    }

    /** The program, and how many arguments and variables it gets; never those, which may be secrets. */
    @Override
    public String toString() {
        return "ExecOptions[" + args.get(0) + ", " + (args.size() - 1) + " arguments, " + env.size()
                + " variables, cwd=" + cwd + ", " + user + ", " + stdio + "]";
    }
}
