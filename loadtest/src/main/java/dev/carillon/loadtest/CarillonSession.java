package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Resumption;
import dev.carillon.loadtest.plan.Resumption.Remembered;
import dev.carillon.loadtest.plan.Target;
import io.vertx.core.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Subscribes and publishes with the protocol carillon.v1 to the topic of a URL. It is needed to resume: a raw WebSocket
 * carries no message ids, so a subscriber that reconnects could not request the messages that it missed.
 */
final class CarillonSession {
    private static final Pattern TOPIC = Pattern.compile("(?i)(wss?://[^/?#]*)/topics/([^/?#]+)(\\?[^#]*)?");

    private final String url;
    private final String topic;

    /**
     * Creates the session for a number of topics.
     *
     * @param url the URL of a topic, {@code ws://host/topics/name}. If there is more than one topic, the number of a
     *     topic replaces {@code {topic}} in the name, or is added to the name as one more segment.
     */
    CarillonSession(String url, int topics) {
        Matcher matcher = TOPIC.matcher(url);
        Require.that(
                matcher.matches(),
                "URL must be ws://host[:port]/topics/NAME, or --first-message, --ready-match, --remember and"
                        + " --resume-message say how to subscribe; was " + url);
        this.url = matcher.group(1) + "/ws" + Objects.requireNonNullElse(matcher.group(3), "");
        String name = URLDecoder.decode(matcher.group(2).replace("+", "%2B"), StandardCharsets.UTF_8);
        this.topic = topics == 1 || name.contains(Target.TOPIC) ? name : name + "." + Target.TOPIC;
    }

    String url() {
        return url;
    }

    /** Returns the dialect of the session, with the headers, the publish path and the tokens of {@code plain}. */
    Dialect dialect(Dialect plain) {
        String named = ",\"topic\":" + Json.encode(topic);
        String subscribe = "{\"type\":\"subscribe\",\"id\":1" + named;
        String publish = "{\"type\":\"publish\",\"id\":2" + named + ",\"data\":\"{payload}\"}";
        Resumption resumption = new Resumption(
                List.of(Remembered.of("\"since\":\"{id}\""), Remembered.of("\"id\":\"{id}\"")),
                List.of(subscribe + ",\"since\":\"{id}\"}"),
                Optional.empty(),
                List.of());
        return new Dialect(
                List.of("carillon.v1"),
                plain.headers(),
                List.of(subscribe + "}"),
                Optional.of("\"subscribed\""),
                plain.publishPath().isPresent() ? Optional.empty() : Optional.of(publish),
                plain.publishPath(),
                false,
                Optional.of(resumption),
                plain.tokens());
    }
}
