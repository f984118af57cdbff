package dev.carillon.routes;

import dev.carillon.http.Answers;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The answers to a post of one body. */
final class PublishAnswers {
    private PublishAnswers() {}

    static void tell(HttpServerResponse response, TopicName topic, Outcome outcome) {
        switch (outcome) {
            case Taken taken -> Answers.json(response.setStatusCode(202), taken(topic, taken));
            case Refused refused -> Answers.refuse(response, Answers.unavailable(refused.message()));
        }
    }

    /** 202 only if all topics accepted it, because a client may look at the status alone. */
    static void tell(HttpServerResponse response, List<TopicName> topics, List<Outcome> outcomes) {
        JsonArray published = new JsonArray();
        boolean all = true;
        for (int i = 0; i < topics.size(); i++) {
            switch (outcomes.get(i)) {
                case Taken taken -> published.add(taken(topics.get(i), taken));
                case Refused refused -> {
                    all = false;
                    published.add(refused(topics.get(i), refused));
                }
            }
        }
        if (!all) {
            response.setStatusCode(503)
                    .putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(Answers.RETRY_AFTER_SECONDS));
        } else {
            response.setStatusCode(202);
        }
        Answers.json(response, new JsonObject().put("published", published));
    }

    private static JsonObject taken(TopicName topic, Taken taken) {
        JsonObject json = new JsonObject().put("topic", topic.value());
        taken.id().ifPresent(id -> json.put("id", id.toString()));
        return json;
    }

    private static JsonObject refused(TopicName topic, Refused refused) {
        JsonObject error = new JsonObject()
                .put("code", ErrorCode.TRY_AGAIN_LATER.wireName())
                .put("message", refused.message())
                .put("retryAfterSeconds", Answers.RETRY_AFTER_SECONDS);
        return new JsonObject().put("topic", topic.value()).put("error", error);
    }
}
