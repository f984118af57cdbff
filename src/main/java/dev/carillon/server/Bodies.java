package dev.carillon.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * What the bodies take together that a loop is being sent, and its bound: a thousand requests that each send half of a long
 * body must not take the memory of all others. Belongs to the loop.
 */
final class Bodies {
    /** Bodies of so many bytes are always let in: of as many requests as there may be at once, they take 16 MiB. */
    static final int SMALL_BYTES = 4 << 10;

    private final int longest;
    private final long max;
    private long expected;

    /**
     * @param longest of any body, in bytes; of more somebody else complains
     * @param max of all together, in bytes
     */
    Bodies(int longest, long max) {
        this.longest = longest;
        this.max = max;
    }

    /** To be asked before the body of a request is read. */
    void admit(RoutingContext context) {
        long length = length(context.request());
        if (length <= SMALL_BYTES || length > longest) {
            context.next();
        } else if (expected + length > max) {
            context.response().setStatusCode(503).putHeader(HttpHeaders.RETRY_AFTER, "1");
            Answers.text(
                    context.response(),
                    "expected a body of at most " + SMALL_BYTES
                            + " bytes as long as longer ones that are being sent take " + expected + " of " + max
                            + " bytes, but got " + length + ": try again in a second");
        } else {
            expected += length;
            // Answered, or gone.
            context.addEndHandler(ended -> expected -= length);
            context.next();
        }
    }

    /** Whoever does not say may send the most that anybody may. */
    private long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? longest : 0;
        }
        // The decoder has let no other length pass.
        return Long.parseLong(length);
    }
}
