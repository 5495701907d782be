// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

/** The numbers of {@code mount(2)} and {@code umount2(2)}, the same on every architecture. */
public final class MountFlags {

    public static final long READ_ONLY = 1;
    public static final long NO_SUID = 1 << 1;
    public static final long NO_DEV = 1 << 2;
    public static final long NO_EXEC = 1 << 3;
    public static final long SYNCHRONOUS = 1 << 4;
    public static final long REMOUNT = 1 << 5;
    public static final long MANDATORY_LOCKS = 1 << 6;
    public static final long SYNCHRONOUS_DIRECTORIES = 1 << 7;
    public static final long NO_ACCESS_TIME = 1 << 10;
    public static final long NO_DIRECTORY_ACCESS_TIME = 1 << 11;
    public static final long BIND = 1 << 12;
    public static final long RECURSIVE = 1 << 14;
    public static final long SLAVE = 1 << 19;
    public static final long RELATIVE_ACCESS_TIME = 1 << 21;
    public static final long STRICT_ACCESS_TIME = 1 << 24;

    /** Takes the mount out of sight now and unmounts it when nobody uses it any more. */
    public static final int UMOUNT_DETACH = 1 << 1;

    /** Does not follow a symbolic link at the target. */
    public static final int UMOUNT_NOFOLLOW = 1 << 3;

    private MountFlags() {}
}
