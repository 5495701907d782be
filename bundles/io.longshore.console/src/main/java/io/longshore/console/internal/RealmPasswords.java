// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AccountException;
import javax.security.auth.login.CredentialException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** Passwords of a JAAS realm of Karaf's. */
record RealmPasswords(String realm) implements Passwords {
    @Override
    public @Nullable Subject check(String user, String password) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // JAAS looks for the login module there, and Karaf's is beside the JDK
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            LoginContext context = new LoginContext(realm, new Subject(), new Handler(user, password));
            context.login();
            Subject subject = context.getSubject();
            subject.setReadOnly();
            return subject;
        } catch (AccountException | CredentialException e) {
            return null;
        } catch (javax.security.auth.login.FailedLoginException e) {
            return null;
        } catch (LoginException e) {
            throw new UnavailableException("the realm " + realm + " cannot say who this is", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private record Handler(String user, String password) implements CallbackHandler {
        @Override
        public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(user);
                } else if (callback instanceof PasswordCallback secret) {
                    secret.setPassword(password.toCharArray());
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        }

        @Override
        public String toString() {
            return "Handler for " + user;
        }
    }
}
