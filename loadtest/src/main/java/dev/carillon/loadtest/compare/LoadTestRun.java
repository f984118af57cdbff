package dev.carillon.loadtest.compare;

import dev.carillon.loadtest.plan.Plan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** Runs a load test from its plan to its report. */
public interface LoadTestRun {
    /**
     * Waits for its end.
     *
     * @param name of a file for the report
     * @param server the id of the server process, to measure its resources
     * @throws IOException with the reason when there is no report
     */
    JsonObject run(String name, Plan plan, long server) throws IOException;
}
