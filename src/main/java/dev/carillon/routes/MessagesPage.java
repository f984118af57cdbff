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
 * Remembered publications of a topic or pattern, one behind the other, as many as are read at once.
 *
 * @param next behind this the next page begins
 * @param complete whether nothing has left the log that belongs between the start that was asked for and the end
 * @param more whether there is more to read now
 */
record MessagesPage(TopicPattern topic, List<Publication> messages, MessageId next, boolean complete, boolean more) {
    static final int LIMIT_MAX = 1000;
    static final int LIMIT_DEFAULT = 100;
    static final long BYTES_MAX = 1 << 20;

    /** Of those that find nothing: a page of one topic among very many does not hold the loop for long. */
    private static final int PIECES_MAX = 16;

    /**
     * Reads one.
     *
     * @param start as the log has accepted it; {@link Start.Live} is the oldest that there is
     * @param limit 1 to {@link #LIMIT_MAX}
     */
    static MessagesPage read(Log log, TopicPattern topic, Start start, int limit) {
        return read(log, topic, start, limit, log.newest().offset());
    }

    /**
     * Reads one that ends with {@code newest} at the latest.
     *
     * @param newest an offset that the log has given out, or 0
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
                // Asked behind the reading, so that what left meanwhile counts.
                !otherRun && log.isComplete(selection, after),
                !behind.isEmpty() || reader.through < newest);
    }

    /** Reads on from where it is. */
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

        /** Up to so many; empty where there are no more, or none was near enough. */
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
