package dev.carillon.routes;

import dev.carillon.auth.Forbidden;
import dev.carillon.auth.Grant;
import dev.carillon.config.ServiceSettings;
import dev.carillon.door.StreamRoutes;
import dev.carillon.door.Upgrade;
import dev.carillon.door.WebSocketRoutes;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Accept;
import dev.carillon.http.Answers;
import dev.carillon.http.InvalidQuery;
import dev.carillon.http.Query;
import dev.carillon.http.Refusals;
import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestTarget;
import dev.carillon.log.InvalidStart;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/** The paths of the port for clients. */
public final class Routes {
    /** One segment; as for all paths, a slash at the end is ignored. */
    private static final String TOPIC = RequestTarget.TOPICS + "[^/]+/?";

    private static final String MESSAGES = RequestTarget.TOPICS + "[^/]+/messages/?";

    private final ServiceSettings settings;
    private final Upgrade upgrade;
    private final WebSocketRoutes webSocketRoutes;
    private final StreamRoutes streamRoutes;
    private final PublishRoute publishing;
    private final MessagesRoute messages;
    private final SubscriberCounts subscriberCounts;
    private final TopicsRoute topics;
    private final LoginRequired loginRequired;
    private final Refusals refusals;

    public Routes(
            ServiceSettings settings,
            LoginRequired loginRequired,
            Refusals refusals,
            Upgrade upgrade,
            WebSocketRoutes webSocketRoutes,
            StreamRoutes streamRoutes,
            PublishRoute publishing,
            MessagesRoute messages,
            SubscriberCounts subscriberCounts,
            TopicsRoute topics) {
        this.settings = settings;
        this.upgrade = upgrade;
        this.webSocketRoutes = webSocketRoutes;
        this.streamRoutes = streamRoutes;
        this.publishing = publishing;
        this.messages = messages;
        this.subscriberCounts = subscriberCounts;
        this.topics = topics;
        this.loginRequired = loginRequired;
        this.refusals = refusals;
    }

    public Router on(Vertx vertx) {
        Router router = Router.router(vertx);
        router.getWithRegex(TOPIC).handler(loginRequired.handle(this::subscribe));
        router.postWithRegex(TOPIC)
                .handler(loginRequired.handle((context, grant) ->
                        publishing.answer(context.request(), TopicName.toPublish(topicIn(context)), grant)));
        router.getWithRegex(MESSAGES).handler(loginRequired.handle(this::readMessages));
        router.post(RequestTarget.PUBLISH)
                .handler(loginRequired.handle((context, grant) -> publishing.answerMany(context.request(), grant)));
        router.get("/topics").handler(loginRequired.handle(this::listTopics));
        router.get(StreamRoutes.EVENTS)
                .handler(loginRequired.handle((context, grant) -> upgrade.answer(
                        context.request(), streamRoutes.events(new RequestHead(context.request()), grant))));
        router.get(WebSocketRoutes.SESSIONS)
                .handler(loginRequired.handle(
                        (context, grant) -> upgrade.answer(context.request(), webSocketRoutes.sessions, grant)));
        router.get(WebSocketRoutes.ECHO)
                .handler(loginRequired.handle(
                        (context, grant) -> upgrade.answer(context.request(), webSocketRoutes.echo, grant)));
        ClientScript.on(router);
        if (settings.page()) {
            WebPage.on(router);
            Examples.on(router);
        }
        router.route().failureHandler(this::fail);
        return router;
    }

    private void subscribe(RoutingContext context, Grant grant) {
        RequestHead head = new RequestHead(context.request());
        if (head.asksForWebSocket()) {
            upgrade.answer(context.request(), webSocketRoutes.topic(topicIn(context), queryOf(context)), grant);
            return;
        }
        // The answer depends on the header. There may be other headers of this name.
        context.response().headers().add(HttpHeaderNames.VARY, "Accept");
        if (Accept.of(head.values("Accept")).prefersEventStream()) {
            upgrade.answer(context.request(), streamRoutes.topic(topicIn(context), head, grant));
        } else {
            TopicName topic = new TopicName(topicIn(context));
            grant.requireSubscribe(TopicPattern.of(topic));
            describeTopic(context, topic);
        }
    }

    private void readMessages(RoutingContext context, Grant grant) {
        TopicPattern topic = new TopicPattern(topicIn(context));
        grant.requireSubscribe(topic);
        messages.answer(context.response(), topic, queryOf(context));
    }

    private void describeTopic(RoutingContext context, TopicName topic) {
        subscriberCounts
                .subscribers(topic)
                .map(count -> new JsonObject().put("topic", topic.value()).put("subscribers", count))
                .onSuccess(json -> Answers.json(context.response(), json))
                .onFailure(context::fail);
    }

    private void listTopics(RoutingContext context, Grant grant) {
        topics.answer(context.response(), queryOf(context), grant, context::fail);
    }

    /** vertx-web would decode the path less strictly, and the query too. */
    private static String topicIn(RoutingContext context) {
        return RequestTarget.topic(context.normalizedPath());
    }

    private static Query queryOf(RoutingContext context) {
        return Query.of(context.request().uri());
    }

    /** Answers every mistake in a request. */
    private void fail(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof HttpClosedException || failure instanceof IOException) {
            // The client has disconnected.
            return;
        }
        if (failure instanceof InvalidTopic || failure instanceof InvalidQuery || failure instanceof InvalidStart) {
            context.response().setStatusCode(400);
            Answers.text(context.response(), String.valueOf(failure.getMessage()));
        } else if (failure instanceof Forbidden) {
            refusals.answer(context.request(), new Refused(403, String.valueOf(failure.getMessage())));
        } else {
            context.next();
        }
    }
}
