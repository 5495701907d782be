// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

/**
 * A test as a table names it.
 *
 * @param type the class, without its package; several classes of one name are all meant
 * @param method empty if all of the class is meant
 */
record NamedTest(String type, String method) {

    boolean means(TestResult result) {
        return result.type().equals(type)
                && (method.isEmpty() || result.method().equals(method));
    }

    @Override
    public String toString() {
        return method.isEmpty() ? type : type + "." + method;
    }
}
