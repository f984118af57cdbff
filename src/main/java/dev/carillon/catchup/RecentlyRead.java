package dev.carillon.catchup;

import dev.carillon.log.Log;
import dev.carillon.log.Remembered;
import dev.carillon.publication.Publication;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Publications that were read from the log a short time ago, with their rendered forms, because ten thousand
 * subscribers that reconnect at once read the same ones. The log stores no forms. The oldest entries are removed first.
 */
final class RecentlyRead {
    private static final int COUNT_MAX = 4096;
    private static final long BYTES_MAX = 4 << 20;

    private final Log log;
    private final Map<Long, Publication> publications = new LinkedHashMap<>();
    private long bytes;

    RecentlyRead(Log log) {
        this.log = log;
    }

    Publication get(Remembered remembered) {
        Publication known = publications.get(remembered.offset());
        if (known != null) {
            return known;
        }
        Publication publication = log.publication(remembered);
        publications.put(remembered.offset(), publication);
        bytes += remembered.payload().bytes().length;
        forgetOldest();
        return publication;
    }

    /** Removes all entries; no connection can send more now. */
    void clear() {
        publications.clear();
        bytes = 0;
    }

    private void forgetOldest() {
        Iterator<Publication> oldest = publications.values().iterator();
        while ((publications.size() > COUNT_MAX || bytes > BYTES_MAX) && publications.size() > 1) {
            bytes -= oldest.next().payload().bytes().length;
            oldest.remove();
        }
    }
}
