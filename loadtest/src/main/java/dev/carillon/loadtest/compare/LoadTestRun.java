package dev.carillon.loadtest.compare;

import dev.carillon.loadtest.plan.Plan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** Runs one load test. The command implements it, so that this room does not depend on {@code report}. */
public interface LoadTestRun {
    /**
     * Runs a load test and waits for its end.
     *
     * @param name the name of the file for the report
     * @param server the process id of the server; its memory and processor time are measured
     * @return the JSON report
     * @throws IOException if the test could not run, with the reason
     */
    JsonObject run(String name, Plan plan, long server) throws IOException;
}
