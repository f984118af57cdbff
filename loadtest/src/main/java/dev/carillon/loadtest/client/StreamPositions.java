package dev.carillon.loadtest.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.loadtest.plan.Resumption;
import dev.carillon.loadtest.plan.Resumption.Remembered;
import dev.carillon.loadtest.stream.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The position of each subscriber in the stream of its topic: a reference for each name, since subscribers at the same
 * position share its values.
 */
final class StreamPositions {
    private static final int VALUE_MAX = 256;

    /** The number of recent values; a power of two. */
    private static final int SHARED = 1024;

    private final List<String> names;
    private final Sought[] sought;
    private final int ids;
    /** By subscriber and name; null if the value has not come. */
    private final byte[] @Nullable [] values;

    private final byte[] @Nullable [] shared = new byte[SHARED][];

    /** The text before a value, the index at which the value is stored, and the byte after it: 0 for any byte. */
    private static final class Sought {
        private final byte[] before;
        private final int name;
        private final int behind;

        Sought(byte[] before, int name, int behind) {
            this.before = before;
            this.name = name;
            this.behind = behind;
        }
    }

    StreamPositions(Resumption how, int subscribers) {
        this.names = how.names();
        this.sought = how.remembered().stream()
                .filter(each -> names.contains(each.name()))
                .map(this::sought)
                .toArray(Sought[]::new);
        this.ids = names.indexOf(Resumption.ID);
        this.values = new byte[Math.multiplyExact(subscribers, names.size())][];
    }

    private Sought sought(Remembered each) {
        return new Sought(
                each.before().getBytes(UTF_8),
                names.indexOf(each.name()),
                each.behind().orElse('\0'));
    }

    /** Whether the subscriber has all values that it needs to resume. */
    boolean isKnown(int subscriber) {
        int from = subscriber * names.size();
        return Arrays.stream(values, from, from + names.size()).allMatch(Objects::nonNull);
    }

    /**
     * Stores the last values that {@code message} has around its last publication, which lies between two indexes;
     * position and limit do not change. A message without a publication, where both indexes are the limit, changes no
     * value that is known: the answer to a subscription may have a position behind what is still to come.
     */
    void onMessage(int subscriber, ByteBuffer message, int start, int end) {
        for (Sought each : sought) {
            if (start < end || values[subscriber * names.size() + each.name] == null) {
                note(subscriber, each, message, start, end);
            }
        }
    }

    private void note(int subscriber, Sought each, ByteBuffer message, int start, int end) {
        int behind = Bytes.lastIndexOf(message, end, message.limit(), each.before);
        int at = behind >= 0 ? behind : Bytes.lastIndexOf(message, message.position(), start, each.before);
        if (at >= 0) {
            int value = at + each.before.length;
            note(subscriber, each.name, message, value, endOfValue(message, value, each.behind));
        }
    }

    /** The id of an event stream. */
    void onId(int subscriber, ByteBuffer id) {
        if (ids >= 0) {
            note(subscriber, ids, id, id.position(), id.limit());
        }
    }

    /** {@code template} with the values of the subscriber. */
    String fill(String template, int subscriber) {
        String filled = template;
        for (int name = 0; name < names.size(); name++) {
            byte[] value = values[subscriber * names.size() + name];
            if (value != null) {
                filled = filled.replace("{" + names.get(name) + "}", new String(value, UTF_8));
            }
        }
        return filled;
    }

    private static int endOfValue(ByteBuffer message, int start, int behind) {
        int end = start;
        while (end < message.limit() && !isEnd(message.get(end), behind)) {
            end++;
        }
        return end;
    }

    private static boolean isEnd(byte next, int behind) {
        return behind == 0 ? next != '_' && !Character.isLetterOrDigit(next) : next == behind;
    }

    private void note(int subscriber, int name, ByteBuffer from, int start, int end) {
        int hash = 0;
        for (int at = start; at < end; at++) {
            if (from.get(at) >= 0 && from.get(at) < ' ') {
                // A line of a request cannot contain it.
                return;
            }
            hash = 31 * hash + from.get(at);
        }
        if (end > start && end - start <= VALUE_MAX) {
            values[subscriber * names.size() + name] = shared(from, start, end, hash);
        }
    }

    private byte[] shared(ByteBuffer from, int start, int end, int hash) {
        int place = (hash ^ hash >>> 10) & (SHARED - 1);
        byte[] met = shared[place];
        if (met == null || met.length != end - start || !Bytes.isAt(from, start, met)) {
            met = new byte[end - start];
            from.get(start, met);
            shared[place] = met;
        }
        return met;
    }
}
