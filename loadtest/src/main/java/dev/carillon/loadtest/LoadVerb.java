package dev.carillon.loadtest;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A verb that loads a server with what its flags say, and reports the result. */
@Command(modelTransformer = FlagModel.class)
abstract class LoadVerb implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LoadOptions options;

    @Override
    public final Integer call() throws Exception {
        return run(new PlanRunner(spec, options)).code();
    }

    /** Makes the plan, or the plans, and has {@code runner} carry them out. */
    abstract ExitCode run(PlanRunner runner) throws Exception;
}
