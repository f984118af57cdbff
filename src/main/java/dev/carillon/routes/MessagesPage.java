package dev.carillon.routes;

import dev.carillon.log.Log;
import dev.carillon.log.PatternSelection;
import dev.carillon.log.Remembered;
import dev.carillon.log.Selection;
import dev.carillon.log.Start;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of remembered publications of a topic or pattern.
 *
 * @param next the id after which the next page begins
 * @param complete whether no publication between the requested start and the end has left the log
 * @param more whether there is more to read now
 */
record MessagesPage(TopicPattern topic, List<Publication> messages, MessageId next, boolean complete, boolean more) {
    static final int LIMIT_MAX = 1000;
    static final int LIMIT_DEFAULT = 100;
    static final long BYTES_MAX = 1 << 20;

    /**
     * The most parts of the log without a match in one page, so that a page of a rare topic does not hold the loop for
     * long.
     */
    private static final int PIECES_MAX = 16;

    /**
     * Reads a page.
     *
     * @param start accepted by the log; {@link Start.Live} means the oldest publication
     * @param limit 1 to {@link #LIMIT_MAX}
     */
    static MessagesPage read(Log log, TopicPattern topic, Start start, int limit) {
        return read(log, topic, start, limit, log.newest().offset());
    }

    /**
     * Reads a page that ends with {@code newest} at the latest.
     *
     * @param newest an offset that the log has assigned, or 0
     */
    static MessagesPage read(Log log, TopicPattern topic, Start start, int limit, long newest) {
        Selection selection = new PatternSelection(topic);
        boolean otherRun = start instanceof Start.Since(MessageId id) && !log.isOfThisRun(id);
        long after = switch (start) {
            case Start.Live live -> 0;
            case Start.Since since -> otherRun ? 0 : since.id().offset();
            case Start.Last last -> log.startOfLast(selection, last.count(), newest);
        };
        Reader reader = new Reader(log, selection, newest, after);
        List<Remembered> read = reader.read(limit, BYTES_MAX);
        long through = reader.through;
        List<Remembered> behind = reader.read(1, 1);
        return new MessagesPage(
                topic,
                read.stream().map(log::publication).toList(),
                log.id(behind.isEmpty() ? reader.through : through),
                // Checked after reading, so that publications that left the log meanwhile count.
                !otherRun && log.isComplete(selection, after),
                !behind.isEmpty() || reader.through < newest);
    }

    /** Reads on from its position. */
    private static final class Reader {
        private final Log log;
        private final Selection selection;
        private final long upTo;
        private int piecesLeft = PIECES_MAX;
        private long through;

        Reader(Log log, Selection selection, long upTo, long after) {
            this.log = log;
            this.selection = selection;
            this.upTo = upTo;
            this.through = after;
        }

        /**
         * At most {@code messagesMax} publications; empty if there are none in the parts of the log that one page may
         * read.
         */
        List<Remembered> read(int messagesMax, long bytesMax) {
            List<Remembered> read = new ArrayList<>();
            while (read.isEmpty() && through < upTo && piecesLeft > 0) {
                through = log.read(selection, through, upTo, messagesMax, bytesMax, read)
                        .through();
                piecesLeft--;
            }
            return read;
        }
    }
}
