package dev.carillon.loadtest;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon loadtest fanout}. */
@Command(
        name = "fanout",
        description = "Publishes at a steady rate and checks what every subscriber gets: all of it, once, in order, and"
                + " how soon. Publishers and subscribers each have a WebSocket to the URL; what a publisher sends is"
                + " expected at every subscriber.",
        footer = {"", "Example: carillon loadtest fanout -c 10k --publish-rate 20/s --size 200"})
final class FanoutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions options;

    @Mixin
    private FanoutOptions fanout;

    @Override
    public Integer call() {
        return new Performance(spec, options)
                .of(() -> options.plan(fanout.workload(options.publishBy(), Optional.empty())))
                .code();
    }
}
