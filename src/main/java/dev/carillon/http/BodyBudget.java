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
 * Limits the memory of all request bodies that a loop is receiving. Without it, a thousand requests that each send half
 * of a long body could take all memory. A slow body keeps its reservation only while no other request needs the memory.
 * Belongs to the loop.
 */
public final class BodyBudget {
    /** Bodies up to this length need no reservation: with the most requests at one time they take 16 MiB. */
    public static final int SMALL_BYTES = 4 << 10;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final int longest;
    private final long max;
    private final HttpConnections httpConnections;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /** The reservations of longer bodies, in the order in which they began. */
    private final Map<HttpServerRequest, Place> places = new LinkedHashMap<>();

    private long expected;

    private record Place(long bytes, long sinceNanos) {}

    /**
     * @param longest limit for one body, in bytes
     * @param max limit for all bodies together, in bytes
     * @param httpConnections ends a request that loses its reservation
     * @param patience for this time a body keeps its reservation, even if other requests need memory
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

    /** The bytes reserved for longer bodies that are being received. */
    public long expected() {
        return expected;
    }

    /** The limit for {@link #expected}, in bytes. */
    public long max() {
        return max;
    }

    /** The limit for one body, in bytes. */
    public int longest() {
        return longest;
    }

    /**
     * Must be called before the body of {@code request} is read. Reserves memory until the request is answered or ends.
     */
    public Optional<Refused> refusal(HttpServerRequest request) {
        long announced = announced(request);
        if (announced > longest && announced != UNKNOWN) {
            return Optional.of(tooLong());
        }
        long length = Math.min(announced, longest);
        return length <= SMALL_BYTES ? Optional.empty() : refusal(request, length);
    }

    /**
     * For a body that is read line by line. Must be called when more than {@link #SMALL_BYTES} of an incomplete line
     * have come, or when the body is inflated. Reserves memory for the longest body until {@link #release}.
     */
    public Optional<Refused> refusalOfLines(HttpServerRequest request) {
        return places.containsKey(request) ? Optional.empty() : refusal(request, longest);
    }

    /** For complete lines that wait, even short ones. Reserves memory as {@link #refusalOfLines} does. */
    public Optional<Refused> refusalOfWaiting(HttpServerRequest request) {
        return announced(request) <= SMALL_BYTES ? Optional.empty() : refusalOfLines(request);
    }

    private Optional<Refused> refusal(HttpServerRequest request, long length) {
        freeMemory(length);
        if (expected + length > max) {
            return Optional.of(Answers.unavailable("expected a body of at most " + SMALL_BYTES
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
        // Answered, or disconnected.
        request.response().bodyEndHandler(answered -> release(request)).closeHandler(gone -> release(request));
    }

    /** Releases the reservation of {@code request}, if it has one. */
    public void release(HttpServerRequest request) {
        Place place = places.remove(request);
        if (place != null) {
            expected -= place.bytes;
        }
    }

    /** Ends the bodies that have been coming for longest, if this frees enough for {@code length} bytes. */
    private void freeMemory(long length) {
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
        httpConnections.refuseAndClose(
                request,
                Answers.unavailable("expected a complete body within " + patience.toSeconds()
                        + " s while other requests wait for memory, but was incomplete"));
    }

    /** The length of the body of {@code request}. An unknown length is larger than any permitted one. */
    static long announced(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return UNKNOWN;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The decoder accepts only valid lengths.
        return length == null ? 0 : Math.min(Long.parseLong(length), UNKNOWN - 1);
    }
}
