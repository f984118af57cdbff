package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Workload;
import picocli.CommandLine.Command;

/** {@code carillon loadtest idle}. */
@Command(
        name = "idle",
        description = "Opens WebSockets, holds them and keeps them alive: none may be lost.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 19k --duration 10m"})
final class IdleCommand extends LoadVerb {
    @Override
    ExitCode run(PlanRunner runner) {
        return runner.of(() -> options.plan(new Workload.Idle()));
    }
}
