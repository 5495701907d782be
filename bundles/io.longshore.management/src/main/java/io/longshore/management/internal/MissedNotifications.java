// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * A notification in place of others that a listener does not get.
 *
 * @param count how many, at least
 * @param since the number of the first event that it is not told of
 */
record MissedNotifications(long count, long since) {
    /** In place of this one; if it stands for others itself, of those. */
    static MissedNotifications of(Notification missed) {
        CompositeData data = (CompositeData) missed.getUserData();
        Long others = (Long) data.get("missed");
        return new MissedNotifications(others == null ? 1 : others, (Long) data.get("sequence"));
    }

    /** Also in place of those, which came later. */
    MissedNotifications and(MissedNotifications later) {
        return new MissedNotifications(count + later.count(), since);
    }

    Notification from(ObjectName source, long sequence, long time) {
        Notification notification = new Notification(
                NotificationTable.MISSED,
                source,
                sequence,
                time,
                count + " notifications are missing here; listEvents has the events, from " + since + " on");
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("sequence", since);
        values.put("missed", count);
        notification.setUserData(NotificationTable.userData(values));
        return notification;
    }
}
