package dev.carillon.cli;

import dev.carillon.config.CannotListen;
import dev.carillon.config.ServiceSettings;
import dev.carillon.logging.JsonLines;
import dev.carillon.logging.LogField;
import dev.carillon.logging.ServiceLog;
import dev.carillon.logging.TextLines;
import dev.carillon.server.Service;
import dev.carillon.server.WarmUp;
import dev.carillon.token.TokenWarmUp;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.System.Logger;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon serve}: runs a node until a signal stops it. */
@Command(
        name = "serve",
        description = "Serves WebSockets until SIGTERM or Ctrl-C.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} --port 8080 --loops auto"})
public final class Serve implements Callable<Integer> {
    private static final Logger LOG = System.getLogger(Serve.class.getName());

    private static final Duration TOKENS_WARM_UP = Duration.ofMillis(400);

    /** The interval in which the files of settings are checked for changes. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Kubernetes sets this variable in each container. */
    private static final String IN_KUBERNETES = "KUBERNETES_SERVICE_HOST";

    @Spec
    private CommandSpec spec;

    @Mixin(name = ServeOptions.NAME)
    private final ServeOptions options = new ServeOptions();

    @Override
    public Integer call() throws InterruptedException {
        StatedSettings stated = stated();
        FileContents files = SettingsReload.contents(stated);
        ServiceSettings settings = stated.settings();
        requireMemory();
        ServiceLog.begin(
                switch (settings.logging().format()) {
                    case TEXT -> new TextLines();
                    case JSON -> new JsonLines();
                });
        if (settings.cluster().isEmpty() && System.getenv(IN_KUBERNETES) != null) {
            LOG.log(
                    Logger.Level.WARNING,
                    "this pod is not a member of a cluster: if there are several pods, a subscriber receives only the"
                            + " publications of its own pod. Set CARILLON_CLUSTER and CARILLON_CLUSTER_HOST, as k8s/base does");
        }
        if (options.warmUp()) {
            warmUp(settings);
        }
        Service service = start(settings);
        new StartLines(service, settings, spec.root().name())
                .tell(spec.commandLine().getOut());
        awaitStop(service, stated, files);
        Drain drain = Drain.begin(service::openConnections, settings.stop());
        return drain.await(service.stop().toCompletionStage().toCompletableFuture()) ? 0 : 1;
    }

    /** Runs before anything starts: without enough memory, the kernel would kill the process later. */
    private void requireMemory() {
        try {
            Service.requireMemory();
        } catch (IllegalArgumentException tooLittle) {
            throw new ParameterException(spec.commandLine(), tooLittle.getMessage(), tooLittle);
        }
    }

    /** The parsed options. */
    StatedSettings stated() {
        return StatedSettings.of(spec, options);
    }

    private void awaitStop(Service service, StatedSettings stated, FileContents files) throws InterruptedException {
        if (!SettingsReload.canReload(stated)) {
            StopSignals.listen().awaitFirst();
            return;
        }
        SettingsReload reload = new SettingsReload(new ServeLine(spec), service, stated, files);
        StopSignals signals = StopSignals.listen(true);
        while (true) {
            switch (signals.await(LOOK)) {
                case STOP -> {
                    return;
                }
                case RELOAD -> reload.reload();
                case NOTHING -> reload.look();
            }
        }
    }

    /** A warm-up that fails only makes the service slower for the first clients, so it is logged. */
    private static void warmUp(ServiceSettings settings) throws InterruptedException {
        try {
            WarmUp.BRIEF.run(settings.laneForSockets());
            if (settings.access().tokens().areSet()) {
                TokenWarmUp.run(settings.access().tokens(), TOKENS_WARM_UP);
            }
        } catch (IOException | ExecutionException | GeneralSecurityException failure) {
            LOG.log(
                    Logger.Level.WARNING,
                    "the warm-up failed, so the first few hundred clients are served more slowly; nothing else changes"
                            + " (--no-warm-up starts without it)",
                    LogField.of("reason", failure.getMessage()));
        }
    }

    private Service start(ServiceSettings settings) throws InterruptedException {
        return await(Service.start(settings), spec);
    }

    /**
     * Waits until a service has started, or has been checked.
     *
     * @throws ParameterException for {@code command}, when the service cannot start
     */
    static <T> T await(Future<T> started, CommandSpec command) throws InterruptedException {
        try {
            return started.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failure) {
            throw new ParameterException(command.commandLine(), explain(failure.getCause()), failure);
        }
    }

    private static String explain(@Nullable Throwable failure) {
        String message = failure == null || failure.getMessage() == null ? "unknown" : failure.getMessage();
        return failure instanceof CannotListen ? message : "cannot start: " + message;
    }
}
