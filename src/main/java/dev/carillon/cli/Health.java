package dev.carillon.cli;

import dev.carillon.config.Durations;
import dev.carillon.config.Listening;
import dev.carillon.config.WebAddress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code carillon health}: whether the service with the same settings is ready. Container platforms run it every few
 * seconds, so it loads neither Vert.x nor an HTTP client.
 */
@Command(
        name = "health",
        description = "Checks whether the service with these settings on this machine is ready.",
        exitCodeOnInvalidInput = Health.NOT_READY,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is ready", "1:it is not, or does not answer, or the command line is wrong"},
        footer = {"", "Example: ${COMMAND-FULL-NAME} --management-port 8081"})
public final class Health implements Callable<Integer> {
    static final int NOT_READY = 1;

    @Spec
    private CommandSpec spec;

    /** Read by {@code Defaults} for the other options. */
    @Option(names = "--config", paramLabel = "FILE", description = "The service's file of settings, if it has one.")
    @Nullable
    Path config;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address of the service (${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--management-host",
            paramLabel = "HOST",
            description = "Address of its management port (that of --host).")
    private @Nullable String managementHost;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Its management port (${DEFAULT-VALUE}).")
    private int managementPort;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "3s",
            converter = Durations.class,
            description = "Longest time to wait for an answer (${DEFAULT-VALUE}).")
    private Duration timeout;

    @Override
    public Integer call() {
        ReadyAnswer answer = ReadyAnswer.of(address(), Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
        PrintWriter to = answer.isReady()
                ? spec.commandLine().getOut()
                : spec.commandLine().getErr();
        to.println(answer.line());
        to.flush();
        return answer.isReady() ? 0 : NOT_READY;
    }

    private WebAddress address() {
        if (managementPort == 0) {
            throw new ParameterException(
                    spec.commandLine(), "--management-port must be the service's actual port, was 0");
        }
        try {
            // The port for clients is not used here; 0 never equals the management port.
            Listening listening =
                    new Listening(host, 0, managementHost == null ? host : managementHost, managementPort);
            return new WebAddress("http", listening.managementHost(), managementPort).near();
        } catch (IllegalArgumentException mistake) {
            throw new ParameterException(spec.commandLine(), mistake.getMessage(), mistake);
        }
    }
}
