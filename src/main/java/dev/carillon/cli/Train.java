package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.logging.ServiceLog;
import dev.carillon.logging.TextLines;
import dev.carillon.server.Service;
import dev.carillon.server.WarmUp;
import dev.carillon.token.TokenWarmUp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code carillon train}: runs a warm-up, a service and the small commands, so that the JVM can store what it has
 * learned in an AOT cache. With the cache a service is fast from its first connections, and a command starts quickly.
 */
@Command(name = "train", hidden = true, description = "Runs the service and the commands to train the JVM's AOT cache.")
public final class Train implements Callable<Integer> {
    private static final String TOPIC = "train";
    private static final Duration TOKENS = Duration.ofSeconds(2);

    @Option(names = "--service", description = "Without the commands, for a cache that only a service uses.")
    private boolean serviceAlone;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, GeneralSecurityException {
        // Classes that every service loads at its start.
        ServiceLog.begin(new TextLines());
        WarmUp.THOROUGH.run(LaneChoice.AUTO);
        if (!serviceAlone) {
            TokenWarmUp.run(TOKENS);
        }
        Service service = Service.start(ServiceSettings.defaults()
                        .with(new Listening("127.0.0.1", 0, 0))
                        .with(new StopSettings(Duration.ZERO, Duration.ZERO)))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        try {
            if (!serviceAlone) {
                useCommands("127.0.0.1:" + service.port());
            }
        } finally {
            service.stop().toCompletionStage().toCompletableFuture().get();
        }
        return 0;
    }

    private static void useCommands(String authority) {
        String url = "http://" + authority;
        CompletableFuture<Integer> subscribed = CompletableFuture.supplyAsync(
                () -> run(new Subscribe(OutputStream.nullOutputStream(), true), "--url", url, "--count", "1", TOPIC));
        while (!subscribed.isDone()) {
            run(new Publish(), "--url", url, TOPIC, "hello");
        }
        InputStream lines = new ByteArrayInputStream("hello\n".repeat(100).getBytes(UTF_8));
        run(new Publish(lines, false), "--url", url, "--lines", TOPIC);
        // Fails, since this service has no TLS, but loads the classes for TLS.
        run(new Publish(), "--url", "https://" + authority, TOPIC, "hello");
    }

    private static int run(Object command, String... arguments) {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, UTF_8);
        return new CommandLine(command).setOut(nowhere).setErr(nowhere).execute(arguments);
    }
}
