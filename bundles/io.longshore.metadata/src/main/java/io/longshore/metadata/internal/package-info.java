// SPDX-License-Identifier: Apache-2.0
/**
 * The stores, and the layout on disk. This drawing must change whenever the layout does.
 *
 * <pre>
 * directory                        0700; every file 0600
 * ├── lock                         held by the one process that has the directory open
 * ├── metadata.mv                  the store: an H2 MVStore file, only ever appended to, replaced as a whole when grown
 * │   ├── containers               "namespace/id" → frame of a container
 * │   ├── namespaces               "namespace"    → frame of a namespace
 * │   ├── removed                  key of either  → frame of a removal, until the file is replaced
 * │   └── store                    "mark"         → frame of the mark of the newest commit
 * ├── metadata.copy                the second copy: frames one after another, each commit ended by its mark
 * ├── metadata.mark                one frame: the mark of the newest commit, overwritten in place
 * ├── metadata.events              frames of events that may not have been published yet; empty when all are
 * ├── *.new                        a replacement being written; renamed when complete, else worthless
 * └── *.corrupt-TIME               a damaged file that was set aside, kept for a person
 *
 * frame      FF 'L' 'S' 01, int n, n bytes: (body, int CRC-32C of body) with 00 stuffed behind every FF
 * body       'C' long revision, string namespace, string id, strings labels, string image, string runtime name,
 *                byte has options, [payload options], payload spec, string snapshotter, string snapshot key,
 *                time created, time updated, int n, n × (string, payload) extensions
 *            'N' long revision, string namespace, strings labels
 *            'R' long revision, string namespace, string id, empty for a namespace
 *            'M' int schema, long revision, long count, long digest      (the same in every schema)
 *            'E' long revision, long number of the newest event before, string namespace, byte kind:
 *                1 string id, string image, string runtime name, byte has options, [payload options]     container created
 *                2 string id, string image, strings labels, string snapshot key                          container updated
 *                3 string id                                                                             container deleted
 *                4 strings labels, 5 strings labels, 6                          namespace created, updated, deleted
 * string     int n, n bytes of UTF-8           strings    int n, n × (string key, string value)
 * payload    string type URL, int n, n bytes   time       long seconds, int nanoseconds
 * </pre>
 *
 * <p>Numbers are big-endian. The revision of a record is the number of the commit that wrote it; count and digest of a
 * mark are over all live records, so a missing or an old record is noticed. A frame can be found and checked without the
 * file around it, and the stuffing keeps a payload from posing as a frame.
 */
@org.jspecify.annotations.NullMarked
package io.longshore.metadata.internal;
