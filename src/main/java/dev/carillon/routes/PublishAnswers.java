package dev.carillon.routes;

import dev.carillon.http.Answers;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a client is told that published one body. */
final class PublishAnswers {
    private PublishAnswers() {}

    static void tell(HttpServerResponse response, TopicName topic, PublishResult result) {
        switch (result) {
            case Taken taken -> Answers.json(response.setStatusCode(202), taken(topic, taken));
            case Busy busy -> Answers.refuse(response, Answers.later(busy.message()));
        }
    }

    /** 202 where all were taken: a client that looks at the status alone must not take a part for the whole. */
    static void tell(HttpServerResponse response, List<TopicName> topics, List<PublishResult> results) {
        JsonArray published = new JsonArray();
        boolean all = true;
        for (int i = 0; i < topics.size(); i++) {
            switch (results.get(i)) {
                case Taken taken -> published.add(taken(topics.get(i), taken));
                case Busy busy -> {
                    all = false;
                    published.add(busy(topics.get(i), busy));
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

    private static JsonObject busy(TopicName topic, Busy busy) {
        JsonObject error = new JsonObject()
                .put("code", ErrorCode.TRY_AGAIN_LATER.wireName())
                .put("message", busy.message())
                .put("retryAfterSeconds", Answers.RETRY_AFTER_SECONDS);
        return new JsonObject().put("topic", topic.value()).put("error", error);
    }
}
