// SPDX-License-Identifier: Apache-2.0
/**
 * The web console. One door ({@code ConsoleServlet}) checks where a request comes from; {@code Api} and below check who sends
 * it; {@code Changes} and {@code Reads} translate between JSON and the API. Live updates are server-sent events.
 *
 * <pre>
 * GET  /longshore/                                  the page, and its few files
 * POST /longshore/api/login                         {user, password}: a session cookie, and the token for changes
 * GET  /longshore/api/session                       who is logged in, if anybody is
 * POST /longshore/api/logout
 * GET  /longshore/api/overview                      containers and tasks, and the number of the newest event
 * GET  /longshore/api/stream?since=&page=           events: change, tasks, samples, end
 * GET  /longshore/api/tasks/NS/ID                   one container and its task
 * GET  /longshore/api/tasks/NS/ID/samples           memory and cpu of the last minutes
 * GET  /longshore/api/tasks/NS/ID/events            its newest events
 * GET  /longshore/api/tasks/NS/ID/output?stream=    the end of its output; stdout or stderr
 * GET  /longshore/api/tasks/NS/ID/follow?stream=&from=&page=   events: output, end
 * POST /longshore/api/tasks/NS/ID/OPERATION         create, start, kill, pause, resume, exec, update, checkpoint, delete
 * POST /longshore/api/containers                    records a container; runs it, too, if asked to
 * POST /longshore/api/containers/NS/ID/delete
 *      /longshore/jolokia                           Jolokia, for our MBeans only
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.longshore.console.internal;
