package dev.carillon.bus;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.PublishResult.Taken;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.LongSupplier;

/** Receives JSON publications of other code on the event bus. Confined to one context. */
final class PublicationReceiver {
    /** Failure codes, the same as the HTTP statuses for these mistakes. */
    static final int BAD_REQUEST = 400;

    static final int SERVICE_UNAVAILABLE = 503;

    private final PublicationBus bus;
    private final LongSupplier nanoTime;
    private final RefusalLog refusals;

    PublicationReceiver(PublicationBus bus, LongSupplier nanoTime) {
        this.bus = bus;
        this.nanoTime = nanoTime;
        this.refusals = new RefusalLog(nanoTime);
    }

    void receive(Message<Object> message) {
        try {
            accept(message, publication(message));
        } catch (InvalidPublication invalid) {
            refusals.refused(invalid);
            message.fail(BAD_REQUEST, invalid.getMessage());
        }
    }

    private void accept(Message<Object> message, Publication publication) {
        PublishResult.whenKnown(
                List.of(publish(message, publication)),
                (outcomes, reused) -> answer(message, publication, outcomes.getFirst()));
    }

    private static void answer(Message<Object> message, Publication publication, Outcome outcome) {
        switch (outcome) {
            case Taken taken ->
                message.reply(new JsonObject().put("topic", publication.topic().value()));
            case Refused refused -> message.fail(SERVICE_UNAVAILABLE, refused.message());
        }
    }

    private PublishResult publish(Message<Object> message, Publication publication) {
        if (message.isSend()) {
            // Sent, not published: only this node receives it, and sends it to the others.
            return bus.publish(publication);
        }
        return bus.publishJsonHere(publication);
    }

    /** The body is decoded when it is first read, so an unknown form is detected here. */
    private Publication publication(Message<Object> message) {
        return switch (message.body()) {
            case JsonObject json -> JsonPublication.read(json, nanoTime.getAsLong());
            case null -> throw new InvalidPublication("expected a JSON object, but was nothing");
            case Object other ->
                throw new InvalidPublication(
                        "expected a JSON object, but was a " + other.getClass().getSimpleName());
        };
    }
}
