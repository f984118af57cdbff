package dev.carillon.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon publish}: sends one message to a topic. */
@Command(
        name = "publish",
        description = "Publishes one message to a topic.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} news.today 'hello'"})
public final class Publish implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            converter = ServiceUrl.Converter.class,
            description = "The service (${DEFAULT-VALUE}).")
    private ServiceUrl url;

    @Mixin
    private Trust trust;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            defaultValue = "text/plain; charset=utf-8",
            description = "What the message is (${DEFAULT-VALUE}).")
    private String contentType;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Where to.")
    private String topic;

    @Parameters(index = "1", arity = "0..1", paramLabel = "MESSAGE", description = "What; left out: standard input.")
    private String message;

    @Override
    public Integer call() throws InterruptedException {
        Buffer body = message == null ? standardInput() : Buffer.buffer(message);
        Vertx vertx = Vertx.vertx();
        HttpClient client =
                vertx.createHttpClient(trust.of(url, new HttpClientOptions().setVerifyHost(trust.verifiesHost())));
        try {
            String answer =
                    send(client, body).toCompletionStage().toCompletableFuture().get();
            spec.commandLine().getOut().println(answer);
            return 0;
        } catch (ExecutionException failure) {
            spec.commandLine().getErr().println("not published to " + url + ": " + reason(failure));
            return 1;
        } finally {
            client.close().eventually(vertx::close).onFailure(ignored -> {});
        }
    }

    private static @Nullable String reason(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.getMessage() : cause.getMessage();
    }

    private Future<String> send(HttpClient client, Buffer body) {
        String path = "/topics/" + URLEncoder.encode(topic, StandardCharsets.UTF_8);
        return client.request(HttpMethod.POST, url.port(), url.host(), path)
                .compose(request ->
                        request.putHeader("content-type", contentType).send(body))
                .compose(response -> response.body().compose(answer -> {
                    String text = answer.toString().strip();
                    return response.statusCode() == 202 ? Future.succeededFuture(text) : Future.failedFuture(text);
                }));
    }

    private static Buffer standardInput() {
        try {
            return Buffer.buffer(System.in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
