package dev.carillon;

import dev.carillon.cli.ReadyAnswer;
import java.util.Optional;

/**
 * {@code carillon health} for a container that runs it every few seconds. The answer is the same for a fraction of the
 * CPU, since no command line is parsed. The service has checked the variables at its start. If there is a file of
 * settings, this runs the full command.
 */
public final class HealthCheck {
    private HealthCheck() {}

    public static void main(String... args) {
        Optional<ReadyAnswer> answer = ReadyAnswer.ofVariables(System.getenv());
        if (answer.isEmpty()) {
            Carillon.main("health");
            return;
        }
        System.out.println(answer.get().line());
        System.exit(answer.get().isReady() ? 0 : 1);
    }
}
