package dev.carillon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.cli.ReadyAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;

/**
 * {@code carillon health} for a container, which asks every few seconds: the same answer for a fraction of the CPU, since no
 * command line is read. The service has checked the variables at its start. With a file of settings it is the command itself.
 */
public final class HealthCheck {
    private HealthCheck() {}

    /** @param args nothing, or anything for the training of the JVM's AOT cache */
    public static void main(String... args) throws IOException {
        if (args.length > 0) {
            train();
            return;
        }
        Optional<ReadyAnswer> answer = ReadyAnswer.ofVariables(System.getenv());
        if (answer.isEmpty()) {
            Carillon.main("health");
            return;
        }
        System.out.println(answer.get().line());
        System.exit(answer.get().isReady() ? 0 : 1);
    }

    /** Asks something that answers as a service does. */
    private static void train() throws IOException {
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            new Answering(service).start();
            ReadyAnswer.ofVariables(Map.of("CARILLON_MANAGEMENT_PORT", String.valueOf(service.getLocalPort())));
        }
    }

    /** No lambda, which the cache would have to keep. */
    private static final class Answering extends Thread {
        private final ServerSocket service;

        Answering(ServerSocket service) {
            this.service = service;
        }

        @Override
        public void run() {
            try (Socket asking = service.accept()) {
                asking.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nready\n".getBytes(US_ASCII));
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
