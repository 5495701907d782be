// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link EveryShim}, with the kinds that have a process of their own: without one nothing outlives us, nor dies alone. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.longshore.itests.support.ShimKind#withProcess")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EveryShimProcess {}
