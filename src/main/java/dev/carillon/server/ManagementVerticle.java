package dev.carillon.server;

import dev.carillon.cluster.Cluster;
import dev.carillon.config.CannotListen;
import dev.carillon.config.Listening;
import dev.carillon.http.Answers;
import dev.carillon.http.HttpDate;
import dev.carillon.http.Paths;
import dev.carillon.http.Refusals;
import dev.carillon.http.RequestFilter;
import dev.carillon.http.RequestRules;
import dev.carillon.http.UpgradeAwareDecoder;
import dev.carillon.replica.Replica;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** Answers operators on its own port and loop, so that a busy service still answers them. */
final class ManagementVerticle extends VerticleBase {
    private final Listening listening;
    private final Node node;
    private final PrometheusMeterRegistry registry;

    ManagementVerticle(Listening listening, Node node, PrometheusMeterRegistry registry) {
        this.listening = listening;
        this.node = node;
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/livez").handler(this::alive);
        router.get("/readyz").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        router.get("/cluster").handler(this::cluster);
        Refusals refusals = Refusals.UNCOUNTED;
        RequestFilter filter = new RequestFilter(
                new RequestRules(Optional.empty()),
                new HttpDate(),
                refusals,
                new Paths(router, "/livez, /readyz, /metrics or /cluster", refusals));
        HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
        return filter.guard(vertx.createHttpServer(options))
                .connectionHandler(connection -> UpgradeAwareDecoder.install(connection, options))
                .requestHandler(filter)
                .listen(listening.managementPort(), listening.numericManagementHost())
                .recover(reason -> Future.failedFuture(cannotListen(reason)))
                .onSuccess(server -> node.managementListens(server.actualPort()));
    }

    private CannotListen cannotListen(Throwable reason) {
        String host = listening.managementHost();
        return new CannotListen(
                "--management-port",
                host.equals(listening.host()) ? "--host" : "--management-host",
                host,
                listening.managementPort(),
                reason);
    }

    /** A loop that does not answer will not recover; a supervisor may restart the process. */
    private void alive(RoutingContext context) {
        Future.all(node.loops().stream().map(BroadcastLoop::answer).toList())
                .onSuccess(all -> node.notAlive()
                        .ifPresentOrElse(
                                why -> notAlive(context, why), () -> Answers.text(context.response(), "alive")))
                .onFailure(silent -> notAlive(context, "a loop does not answer: " + silent.getMessage()));
    }

    private static void notAlive(RoutingContext context, String why) {
        context.response().setStatusCode(503);
        Answers.text(context.response(), why);
    }

    /** One line for each part that is not ready. */
    private void ready(RoutingContext context) {
        List<String> wrong = node.readiness().notReady();
        context.response().setStatusCode(wrong.isEmpty() ? 200 : 503);
        Answers.text(context.response(), wrong.isEmpty() ? serving() : String.join("\n", wrong));
    }

    private String serving() {
        return node.cluster()
                .flatMap(cluster -> cluster.health().concern())
                .map(concern -> "ready, but " + concern)
                .orElse("ready");
    }

    private void cluster(RoutingContext context) {
        if (node.cluster().isPresent()) {
            Answers.send(
                    context.response(),
                    "application/json",
                    json(node.cluster().get()).toBuffer());
        } else {
            context.response().setStatusCode(404);
            Answers.text(context.response(), "this node is alone: it was started without --cluster");
        }
    }

    private JsonObject json(Cluster cluster) {
        JsonObject json = cluster.health().json();
        node.replica().ifPresent(part -> json.put("log", log(part)));
        return json;
    }

    private static JsonObject log(Replica part) {
        JsonObject log = new JsonObject()
                .put("behindMillis", part.behind().toMillis())
                .put("pendingBytes", part.pendingBytes())
                .put("restarts", part.restarts());
        part.notReady().ifPresent(why -> log.put("notReady", why));
        return log;
    }

    private void metrics(RoutingContext context) {
        Answers.send(context.response(), "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(registry.scrape()));
    }
}
