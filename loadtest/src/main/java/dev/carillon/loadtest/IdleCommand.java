package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Workload;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon loadtest idle}. */
@Command(
        name = "idle",
        description = "Opens WebSockets, holds them and keeps them alive: none may be lost.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 19k --duration 10m"})
final class IdleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions options;

    @Override
    public Integer call() {
        return new PlanRunner(spec, options)
                .of(() -> options.plan(new Workload.Idle()))
                .code();
    }
}
