// SPDX-License-Identifier: Apache-2.0
/**
 * ttrpc over unix domain sockets: the small RPC protocol that containerd speaks with its shims.
 *
 * <p>One {@link io.longshore.ttrpc.TtrpcLoop} does the I/O of any number of {@link io.longshore.ttrpc.TtrpcClient}s and
 * {@link io.longshore.ttrpc.TtrpcServer}s on one thread. Nothing here knows of OSGi or of containers.
 *
 * <p>The frame, all integers big-endian:
 *
 * <pre>
 *  byte  0               4               8      9      10                  10 + length
 *        +---------------+---------------+------+------+---------------------+
 *        | length   u32  | stream   u32  | type | flags| data, length bytes  |
 *        +---------------+---------------+------+------+---------------------+
 *
 *  length  of the data alone, at most 4194304 (4 MiB)
 *  stream  chosen by the client: odd, increasing, one per call; the answer carries its call's
 *  type    1 request   data = ttrpc.Request  {service, method, payload, timeout_nano, metadata}
 *          2 response  data = ttrpc.Response {status: google.rpc.Status, absent = OK; payload}
 *          3 data      a message of a stream: not spoken here
 *  flags   0 in a unary call. 0x01 remote closed, 0x02 remote open, 0x04 no data belong to streams:
 *          a request that carries any is answered UNIMPLEMENTED
 * </pre>
 *
 * <p>Answers come in any order. A frame that claims more than 4 MiB is skipped, not stored, and fails only its own call; one
 * that claims more than 64 MiB ends the connection, as does everything else that breaks the rules above.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.ttrpc;
