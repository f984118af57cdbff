package dev.carillon.routes;

import static java.util.Objects.requireNonNull;

import dev.carillon.auth.Forbidden;
import dev.carillon.auth.Grant;
import dev.carillon.door.LoginCheck;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Answers;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.Gunzip;
import dev.carillon.http.InvalidGzip;
import dev.carillon.protocol.CommandReader;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.InvalidCommand;
import dev.carillon.protocol.LineAnswers;
import dev.carillon.protocol.PublicationLine;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.rate.Limited;
import dev.carillon.routes.LineCutter.Step;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/**
 * The lines of one post, published as they come, and their answers. The next piece of the body is requested when the
 * previous one has been processed and its answers have been sent. So a body may be endless, and the service does not
 * read from a client that does not read its answers. Belongs to the loop of its request.
 */
final class LineStream {
    private static final String NDJSON = "application/x-ndjson";

    /** More answers than this are sent at once. Nothing more is processed until the kernel has taken them. */
    private static final int ANSWERS_BYTES = 16 << 10;

    /** Netty's limit for a connection. */
    private static final int WRITE_BYTES = 64 << 10;

    /** How much of an inflated body is processed before other tasks run. */
    private static final int TURN_BYTES = 64 << 10;

    /** The interval at which the deadline of a rate-limited client is extended; shorter than every deadline. */
    private static final long HELD_MILLIS = 250;

    /** The most lines on their way to the shared log before the next one is processed. */
    private static final int PENDING_MAX = 1024;

    private static final int INFLATED_BYTES = 16 << 10;

    /**
     * To find the end of a line that is too long, at most this many times the longest line is inflated: a gzip bomb has
     * no end.
     */
    private static final long SKIPPED_MAX = 16;

    private final LinesRoute route;
    private final HttpServerRequest request;
    private final Grant grant;
    private final HttpServerResponse response;
    private final Context context = requireNonNull(Vertx.currentContext(), "the context of a request");
    private final Optional<Gunzip> gunzip;
    private final LineCutter lines;
    private final LineAnswers answers = new LineAnswers();

    private final AnswersInOrder order = new AnswersInOrder();

    /** A line that has been read, but that a rate limit does not permit yet. */
    private Optional<PublicationLine> held = Optional.empty();

    /** Whether a piece of the body was requested and has not come. */
    private boolean asked;
    /** Whether the body is complete. */
    private boolean bodyEnded;

    private boolean working;
    /** Whether a task to send answers is scheduled. */
    private boolean sends;
    /** Whether nothing more is read or answered. */
    private boolean over;

    LineStream(LinesRoute route, HttpServerRequest request, Grant grant) {
        this.route = route;
        this.grant = grant;
        this.request = request;
        this.response = request.response();
        this.gunzip = Codings.areGzip(request) ? Optional.of(new Gunzip()) : Optional.empty();
        this.lines = new LineCutter(route.bodyBudget.longest());
    }

    void begin() {
        route.httpConnections.answersWhileReceiving(request, this::abort);
        response.putHeader(HttpHeaderNames.CONTENT_TYPE, NDJSON)
                .setWriteQueueMaxSize(ANSWERS_BYTES)
                .exceptionHandler(gone -> end())
                .drainHandler(drained -> work());
        request.pause().handler(this::take).endHandler(whole -> {
            bodyEnded = true;
            work();
        });
        work();
    }

    private void take(Buffer piece) {
        asked = false;
        route.httpConnections.progressed(request.connection(), piece.length());
        byte[] bytes = piece.getBytes();
        if (gunzip.isPresent()) {
            gunzip.get().input(bytes, 0, bytes.length);
        } else {
            lines.input(bytes, 0, bytes.length);
        }
        work();
    }

    /** Processes what has come, as long as its answers can be sent. */
    private void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            workOn();
        } catch (InvalidGzip invalid) {
            route.httpConnections.refuseAndClose(request, new Refused(400, String.valueOf(invalid.getMessage())));
        } finally {
            working = false;
        }
        sendSoon();
    }

    private void workOn() throws InvalidGzip {
        int left = TURN_BYTES;
        while (!over && !response.writeQueueFull() && held.isEmpty() && order.waitingCount() < PENDING_MAX) {
            switch (lines.next()) {
                case LINE -> answerLine();
                case TOO_LONG -> failed(ErrorCode.TOO_LONG, tooLong());
                case MORE -> {
                    reserveBodyMemory();
                    int inflated = inflate();
                    left -= inflated;
                    if (left <= 0) {
                        context.runOnContext(later -> work());
                        return;
                    }
                    if (inflated == 0 && (over || !more())) {
                        return;
                    }
                }
            }
            if (answers.size() >= ANSWERS_BYTES) {
                send();
            }
        }
    }

    /** Goes on to the next input; returns whether it is available now. */
    private boolean more() throws InvalidGzip {
        if (bodyEnded) {
            finish();
            return false;
        }
        if (!asked) {
            asked = true;
            // It may be available, and then comes within this call.
            request.fetch(1);
        }
        return !asked || bodyEnded;
    }

    /** Returns how many more bytes there are for lines. */
    private int inflate() throws InvalidGzip {
        if (gunzip.isEmpty()) {
            return 0;
        }
        if (lines.skippedBytes() > SKIPPED_MAX * route.bodyBudget.longest()) {
            route.httpConnections.refuseAndClose(request, new Refused(413, tooLong()));
            return 0;
        }
        byte[] inflated = new byte[INFLATED_BYTES];
        int count = gunzip.get().read(inflated, 0, inflated.length);
        lines.input(inflated, 0, count);
        return count;
    }

    /** Reserves memory for a long incomplete line, or refuses it. An inflated body has a reservation already. */
    private void reserveBodyMemory() {
        if (gunzip.isPresent()) {
            return;
        }
        if (lines.begunBytes() <= BodyBudget.SMALL_BYTES) {
            route.bodyBudget.release(request);
            return;
        }
        route.bodyBudget.refusalOfLines(request).ifPresent(refused -> {
            lines.skip();
            failed(ErrorCode.TRY_AGAIN_LATER, refused.message());
        });
    }

    private void answerLine() {
        if (lines.isBlank()) {
            return;
        }
        try {
            PublicationLine line = CommandReader.readLine(lines.line(), lines.from(), lines.to());
            line.topics().forEach(grant::requirePublish);
            publishOrHold(line);
        } catch (Forbidden forbidden) {
            failed(ErrorCode.FORBIDDEN, String.valueOf(forbidden.getMessage()));
        } catch (InvalidCommand invalid) {
            failed(invalid.answer().code(), invalid.answer().message());
        }
    }

    /**
     * Publishes {@code line}, or holds it until the rate limit permits it. Nothing more is read until then, so that the
     * client sends at the rate of its limit and loses nothing. The credentials are checked each time, because a body
     * may be endless.
     */
    private void publishOrHold(PublicationLine line) {
        held = Optional.empty();
        if (grant.hasEnded(route.timeOfDay)) {
            route.httpConnections.refuseAndClose(request, LoginCheck.refusalOfEnded(grant));
            return;
        }
        Optional<Limited> limited =
                route.rates.refusal(request, grant, line.topics().size());
        held = limited.map(notYet -> line);
        limited.ifPresentOrElse(notYet -> hold(notYet.retryAfterMillis()), () -> publish(line));
    }

    /** Reserves memory for the bytes after the line, so that many waiting clients do not fill the heap. */
    private void hold(long millis) {
        route.bodyBudget
                .refusalOfWaiting(request)
                .ifPresentOrElse(
                        refused -> route.httpConnections.refuseAndClose(request, refused), () -> await(millis));
    }

    private void await(long millis) {
        route.httpConnections.clientWaits(request.connection());
        long part = Math.min(millis, HELD_MILLIS);
        context.owner().setTimer(part, later -> {
            if (over) {
                return;
            }
            if (millis > part) {
                await(millis - part);
            } else {
                held.ifPresent(this::publishOrHold);
                work();
            }
        });
    }

    private void publish(PublicationLine line) {
        try {
            List<PublishResult> results = route.publisher.publish(line.topics(), line.payload(), line.key(), grant);
            if (PublishResult.isAnyPending(results)) {
                answerLater(line, results);
            } else if (order.waitingCount() == 0) {
                published(lines.number(), line, PublishResult.outcomes(results));
            } else {
                long number = lines.number();
                order.write(() -> published(number, line, PublishResult.outcomes(results)));
            }
        } catch (KeyReused reused) {
            failed(ErrorCode.KEY_REUSED, String.valueOf(reused.getMessage()));
        }
    }

    private void answerLater(PublicationLine line, List<PublishResult> results) {
        long number = lines.number();
        AnswersInOrder.Place place = order.place();
        PublishResult.whenKnown(results, (outcomes, reused) -> {
            if (!over) {
                place.known(() -> reused.ifPresentOrElse(
                        mistake -> answers.failed(number, ErrorCode.KEY_REUSED, String.valueOf(mistake.getMessage())),
                        () -> published(number, line, outcomes)));
                work();
            }
        });
    }

    private void published(long number, PublicationLine line, List<Outcome> outcomes) {
        if (line.several()) {
            answers.published(number, line.topics(), outcomes);
        } else {
            answers.published(number, line.topics().getFirst(), outcomes.getFirst());
        }
    }

    /** Answers the current line. */
    private void failed(ErrorCode code, String message) {
        long number = lines.number();
        order.write(() -> answers.failed(number, code, message));
    }

    private String tooLong() {
        return "expected a line of at most " + route.bodyBudget.longest() + " bytes, but was longer";
    }

    /** All answers of one turn of the loop are sent together. */
    private void sendSoon() {
        if (!sends && !over && answers.size() > 0) {
            sends = true;
            context.runOnContext(soon -> {
                sends = false;
                if (!over && answers.size() > 0 && !response.writeQueueFull()) {
                    send();
                }
            });
        }
    }

    private void send() {
        if (!response.headWritten() && request.version() == HttpVersion.HTTP_1_1) {
            response.setChunked(true);
        }
        Buffer taken = Buffer.buffer(answers.take());
        // The response reports a client that has disconnected.
        response.write(taken)
                .onSuccess(left -> route.httpConnections.progressed(request.connection(), taken.length()))
                .onFailure(gone -> {});
    }

    private void finish() throws InvalidGzip {
        if (gunzip.isPresent()) {
            gunzip.get().requireEnd();
        }
        if (lines.last() == Step.LINE) {
            answerLine();
        }
        if (held.isEmpty() && order.waitingCount() == 0 && !over) {
            end();
            sendLast();
        }
    }

    /** The rest of the body is not read. Lines that were published have been answered. */
    private void abort(Refused why) {
        end();
        if (response.headWritten() || answers.size() > 0) {
            answers.aborted(why.status(), why.message());
            sendLast();
        } else {
            Answers.refuse(response, why);
        }
    }

    private void sendLast() {
        // The limit belongs to the connection, which stays open.
        response.setWriteQueueMaxSize(WRITE_BYTES).end(Buffer.buffer(answers.take()));
    }

    private void end() {
        over = true;
        route.bodyBudget.release(request);
        gunzip.ifPresent(Gunzip::close);
    }
}
