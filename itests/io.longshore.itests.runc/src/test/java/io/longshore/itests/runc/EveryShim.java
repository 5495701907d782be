// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every test of the class is run once with each kind of shim. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.longshore.itests.support.ShimKind#all")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EveryShim {}
