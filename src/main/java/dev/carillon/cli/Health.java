package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.config.Durations;
import dev.carillon.config.Listening;
import dev.carillon.config.WebAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
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
 * {@code carillon health}: whether the service with the same settings is ready. It runs for a moment and again and again, so it
 * loads neither Vert.x nor an HTTP client.
 */
@Command(
        name = "health",
        description = "Asks the service on this machine that has these settings whether it is ready.",
        exitCodeOnInvalidInput = Health.NOT_READY,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is ready", "1:it is not, or does not answer, or the command line is wrong"},
        footer = {"", "Example: ${COMMAND-FULL-NAME} --management-port 8081"})
public final class Health implements Callable<Integer> {
    static final int NOT_READY = 1;

    /** Longer answers are no answers of a service. */
    private static final int ANSWER_MAX = 4096;

    @Spec
    private CommandSpec spec;

    /** Read by the defaults of the other options. */
    @Option(names = "--config", paramLabel = "FILE", description = "The service's file of settings, if it has one.")
    private @Nullable Path config;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Where the service listens (${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--management-host",
            paramLabel = "HOST",
            description = "Where it listens for operators (that of --host).")
    private @Nullable String managementHost;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Its port for operators (${DEFAULT-VALUE}).")
    private int managementPort;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "3s",
            converter = Durations.class,
            description = "How long an answer may take (${DEFAULT-VALUE}).")
    private Duration timeout;

    @Override
    public Integer call() {
        WebAddress operators = address();
        try {
            String answer = ask(operators);
            String status = answer.lines().findFirst().orElse("");
            if (status.startsWith("HTTP/1.1 200")) {
                return told(spec.commandLine().getOut(), "ready", 0);
            }
            return told(
                    spec.commandLine().getErr(),
                    "expected 200 from %s/readyz, but was %s".formatted(operators, oneLine(status, answer)),
                    NOT_READY);
        } catch (IOException unanswered) {
            return told(
                    spec.commandLine().getErr(),
                    "expected an answer from %s/readyz, but was: %s".formatted(operators, unanswered.getMessage()),
                    NOT_READY);
        }
    }

    private WebAddress address() {
        if (managementPort == 0) {
            throw new ParameterException(
                    spec.commandLine(), "--management-port must be the service's actual port, was 0");
        }
        try {
            // Port 0, which never is the same: that of clients is not asked for.
            Listening listening = new Listening(host, 0, managementHost == null ? host : managementHost, managementPort);
            return new WebAddress("http", listening.managementHost(), managementPort).near();
        } catch (IllegalArgumentException mistake) {
            throw new ParameterException(spec.commandLine(), mistake.getMessage(), mistake);
        }
    }

    private String ask(WebAddress operators) throws IOException {
        int millis = (int) Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(operators.host(), operators.port()), millis);
            socket.setSoTimeout(millis);
            String request = "GET /readyz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    .formatted(operators.toString().substring("http://".length()));
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(ANSWER_MAX), US_ASCII);
        }
    }

    /** The status and what the body says. */
    private static String oneLine(String status, String answer) {
        int body = answer.indexOf("\r\n\r\n");
        String reason = body < 0 ? "" : answer.substring(body).strip().replaceAll("\\s*\\R\\s*", "; ");
        String code = status.replaceFirst("^HTTP/1.1 ", "");
        return reason.isEmpty() ? code : code + ": " + reason;
    }

    private static int told(PrintWriter to, String line, int code) {
        to.println(line);
        to.flush();
        return code;
    }
}
