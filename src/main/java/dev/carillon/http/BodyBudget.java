package dev.carillon.http;

import dev.carillon.handshake.ServerHandshake.Refused;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the bodies take together that a loop is being sent, and its bound: a thousand requests that each send half of a long
 * body must not take the memory of all others. A body that takes its time keeps its place only as long as nobody else needs
 * it. Belongs to the loop.
 */
public final class BodyBudget {
    /** Bodies of so many bytes are always let in: of as many requests as there may be at once, they take 16 MiB. */
    public static final int SMALL_BYTES = 4 << 10;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final int longest;
    private final long max;
    private final HttpConnections httpConnections;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /** The longer ones that are coming, in the order in which they began. */
    private final Map<HttpServerRequest, Place> places = new LinkedHashMap<>();

    private long expected;

    private record Place(long bytes, long sinceNanos) {}

    /**
     * @param longest of any body, in bytes
     * @param max of all together, in bytes
     * @param httpConnections ends a request whose body must give way
     * @param patience for so long a body keeps its place, however many others come
     * @param nanoTime as {@link System#nanoTime}
     */
    public BodyBudget(
            int longest, long max, HttpConnections httpConnections, Duration patience, LongSupplier nanoTime) {
        this.longest = longest;
        this.max = max;
        this.httpConnections = httpConnections;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** What the longer bodies take that are being received, in bytes. */
    public long expected() {
        return expected;
    }

    /** What they may take together, in bytes. */
    public long max() {
        return max;
    }

    /** What a body may have at most, in bytes. */
    public int longest() {
        return longest;
    }

    /** To be asked before the body of {@code request} is read; takes its place until it is answered or gone. */
    public Optional<Refused> refusal(HttpServerRequest request) {
        long announced = announced(request);
        if (announced > longest && announced != UNKNOWN) {
            return Optional.of(tooLong());
        }
        long length = Math.min(announced, longest);
        return length <= SMALL_BYTES ? Optional.empty() : refusal(request, length);
    }

    /**
     * To be asked where a body that is read line by line has a line that is still coming and of which more than
     * {@link #SMALL_BYTES} are there, or is inflated meanwhile; takes a place for the longest until {@link #leave}.
     */
    public Optional<Refused> refusalOfLines(HttpServerRequest request) {
        return places.containsKey(request) ? Optional.empty() : refusal(request, longest);
    }

    /** To be asked where lines that have come wait, however long; takes a place as {@link #refusalOfLines} does. */
    public Optional<Refused> refusalOfWaiting(HttpServerRequest request) {
        return announced(request) <= SMALL_BYTES ? Optional.empty() : refusalOfLines(request);
    }

    private Optional<Refused> refusal(HttpServerRequest request, long length) {
        makeRoom(length);
        if (expected + length > max) {
            return Optional.of(Answers.later("expected a body of at most " + SMALL_BYTES
                    + " bytes while longer bodies take " + expected + " of " + max
                    + " bytes, but was " + length));
        }
        place(request, length);
        return Optional.empty();
    }

    public Refused tooLong() {
        return new Refused(413, "expected a body of at most " + longest + " bytes, but was longer");
    }

    private void place(HttpServerRequest request, long length) {
        places.put(request, new Place(length, nanoTime.getAsLong()));
        expected += length;
        // Answered, or gone.
        request.response().bodyEndHandler(answered -> release(request)).closeHandler(gone -> release(request));
    }

    /** Gives back the place of {@code request}, where it has one. */
    public void release(HttpServerRequest request) {
        Place place = places.remove(request);
        if (place != null) {
            expected -= place.bytes;
        }
    }

    /** Those that have been coming for longest make room, where there is enough for {@code length} bytes then. */
    private void makeRoom(long length) {
        long needed = expected + length - max;
        long now = nanoTime.getAsLong();
        List<HttpServerRequest> slow = new ArrayList<>();
        for (Map.Entry<HttpServerRequest, Place> entry : places.entrySet()) {
            if (needed <= 0 || now - entry.getValue().sinceNanos < patience.toNanos()) {
                break;
            }
            slow.add(entry.getKey());
            needed -= entry.getValue().bytes;
        }
        if (needed <= 0) {
            slow.forEach(this::end);
        }
    }

    private void end(HttpServerRequest request) {
        httpConnections.dismiss(
                request,
                Answers.later("expected a complete body within " + patience.toSeconds()
                        + " s while other requests wait for memory, but was incomplete"));
    }

    /** The bytes that the body of {@code request} has, which is more than any may have where it does not say. */
    static long announced(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return UNKNOWN;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The decoder has let nothing pass but a length.
        return length == null ? 0 : Math.min(Long.parseLong(length), UNKNOWN - 1);
    }
}
