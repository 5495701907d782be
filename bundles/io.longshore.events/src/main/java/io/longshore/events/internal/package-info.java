// SPDX-License-Identifier: Apache-2.0
/**
 * The event exchange over its journal, and the bridge to EventAdmin.
 *
 * <p>The journal on disk; update this drawing whenever it changes. All numbers are big-endian.
 *
 * <pre>
 * directory (0700)
 * ├── lock                          held by the one process that may open the journal
 * ├── sequence                      two slots, at 0 and at 512; the valid one with the higher generation counts
 * │     0  u32 magic "LSSQ"
 * │     4  u32 CRC32C of what follows
 * │     8  u64 generation
 * │    16  u64 number               clean: the last one used; else: none above it was used
 * │    24  u8  clean                1 after an orderly close
 * ├── bridge.cursor                 the last event handed to EventAdmin, as decimal text and a line feed
 * ├── &lt;20 digits&gt;.journal           a segment, named after the number of its first event
 * │     0  u64 magic "LSEVENTS"
 * │     8  u32 format, now 1; a segment of a newer format is left alone
 * │    12  u32 CRC32C of the 12 bytes before
 * │    16  frames, without padding, numbers ascending:
 * │           0  u32 marker         so that reading finds its way again after damage
 * │           4  u32 length n of the payload
 * │           8  u32 CRC32C of length, and of all from 12 to the end of the payload
 * │          12  u64 sequence
 * │          20  i64 seconds since 1970
 * │          28  u32 nanoseconds
 * │          32  n bytes of payload:
 * │                 0  u8  encoding, now 1; a payload of a newer encoding is skipped
 * │                 1  u16 type of the event; an unknown one is skipped
 * │                 3  fields in the order of {@link io.longshore.events.internal.EventCodec}; new ones are only ever
 * │                    appended, and a reader ignores what follows those it knows
 * └── &lt;20 digits&gt;.journal.damaged   a segment in which no event was readable, set aside for a person
 *
 * Fields: text = u32 length, UTF-8; instant = i64, u32; optional = u8 0, or u8 1 and the value; list, map = u32 count, items
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.longshore.events.internal;
