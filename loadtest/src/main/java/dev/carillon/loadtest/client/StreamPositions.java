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
 * The position of each subscriber in the stream of its topic: a value for each name that it remembers. It takes one
 * reference for each value, because subscribers at the same position share the values.
 */
final class StreamPositions {
    private static final int VALUE_MAX = 256;

    /** The number of recent values that can be shared; a power of two. */
    private static final int SHARED = 1024;

    private final List<String> names;
    private final Sought[] sought;
    private final int ids;
    /** The values by subscriber and name; null until a value is received. */
    private final byte[] @Nullable [] values;

    /** Recent values, by their hash. */
    private final byte[] @Nullable [] shared = new byte[SHARED][];

    /**
     * A value to look for: the text before it, the index of its name, and the byte after it. If that byte is 0, the
     * value ends before the first byte that is not a letter, a digit or an underscore.
     */
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
     * Stores the values of a message: for each name the last value after the message's last publication, or else the
     * last value before it. Position and limit do not change.
     *
     * <p>A message without a publication sets only values that are not known yet, because the answer to a subscription
     * may contain a position that is later than publications that the server has yet to send.
     *
     * @param start the index at which the last publication begins; the limit if there is none
     * @param end the index after the last publication; the limit if there is none
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

    /** Stores the last id of an event stream. */
    void onId(int subscriber, ByteBuffer id) {
        if (ids >= 0) {
            note(subscriber, ids, id, id.position(), id.limit());
        }
    }

    /** Replaces the names in {@code template} with the values of the subscriber. */
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
                // A header or path cannot contain a control character.
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
