package dev.carillon.loadtest.compare;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** Runs a load test from its arguments to its report. */
public interface Tester {
    /**
     * Waits for its end.
     *
     * @param name of a file for the report
     * @throws IOException with the reason when there is no report
     */
    JsonObject run(String name, List<String> arguments) throws IOException;
}
