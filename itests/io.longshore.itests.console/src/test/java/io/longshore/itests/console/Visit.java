// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

/** Somebody who looks at the console, and an administrator who sets up what he sees and takes it away in the end. */
record Visit(Api admin, Browser browser) {
    Visit(ConsoleKaraf karaf) throws Exception {
        this(Api.login(karaf, "admin"), new Browser(karaf));
    }

    void close() throws Exception {
        try {
            browser.close();
        } finally {
            admin.removeAll();
        }
    }
}
