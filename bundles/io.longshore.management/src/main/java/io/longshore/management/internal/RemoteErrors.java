// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotImplementedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes errors that a client can read which has none of our classes: of the JDK's own classes, without a cause. What is cut
 * off is logged here, since it is seen nowhere else.
 */
final class RemoteErrors {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteErrors.class);
    private static final String SUFFIX = "Exception";

    private RemoteErrors() {}

    static RuntimeException of(String operation, RuntimeException error) {
        if (!(error instanceof LongshoreException)) {
            LOG.error("{} failed in an unexpected way", operation, error);
            return new IllegalStateException("Internal: " + error);
        }
        LOG.debug("{} failed", operation, error);
        String message = kind(error) + ": " + error.getMessage();
        if (error instanceof InvalidArgumentException) {
            return new IllegalArgumentException(message);
        }
        if (error instanceof NotImplementedException) {
            return new UnsupportedOperationException(message);
        }
        return new IllegalStateException(message);
    }

    private static String kind(RuntimeException error) {
        String name = error.getClass().getSimpleName();
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
