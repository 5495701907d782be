// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import org.apache.karaf.shell.api.action.Option;
import org.jspecify.annotations.Nullable;

/** A command that prints a table of one namespace, or of all. */
abstract class ListAction extends NamespacedAction {
    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    /** Returns null, since Karaf prints what a command returns. */
    @Nullable
    Object print(Rows rows) {
        rows.print(System.out, !noFormat);
        return null;
    }
}
