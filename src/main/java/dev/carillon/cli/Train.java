package dev.carillon.cli;

import dev.carillon.config.LaneChoice;
import dev.carillon.server.WarmUp;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;

/**
 * {@code carillon train}: a warm-up and nothing else, so that the JVM can keep what it learned in an AOT cache and the
 * first connections of a real service find it warm.
 */
@Command(name = "train", hidden = true, description = "Exercises the service for the JVM's AOT cache.")
public final class Train implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        WarmUp.THOROUGH.run(LaneChoice.AUTO);
        return 0;
    }
}
