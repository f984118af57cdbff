package dev.carillon.loadtest.measure;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Finds the longest garbage collection between two moments. The JVM reports collections on a thread of its own, so the
 * longest one is in an atomic field.
 */
final class CollectionWatch {
    private final List<NotificationEmitter> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(NotificationEmitter.class::isInstance)
            .map(NotificationEmitter.class::cast)
            .toList();
    private final AtomicLong longestMillis = new AtomicLong();
    private final NotificationListener listener = (collection, nothing) -> receive(collection);

    void begin() {
        longestMillis.set(0);
        collectors.forEach(collector -> collector.addNotificationListener(listener, null, null));
    }

    Duration end() {
        for (NotificationEmitter collector : collectors) {
            try {
                collector.removeNotificationListener(listener);
            } catch (ListenerNotFoundException neverBegun) {
                return Duration.ZERO;
            }
        }
        return longest();
    }

    /** The longest collection that the JVM has reported so far. */
    Duration longest() {
        return Duration.ofMillis(longestMillis.get());
    }

    private void receive(Notification collection) {
        if (collection.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            long millis = GarbageCollectionNotificationInfo.from((CompositeData) collection.getUserData())
                    .getGcInfo()
                    .getDuration();
            longestMillis.accumulateAndGet(millis, Math::max);
        }
    }
}
