package dev.carillon.loadtest.compare;

import dev.carillon.loadtest.plan.Plan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The measurements of one server that has just started: the same load tests in the same order, one after the other.
 *
 * @param over returns true when the comparison is to end: then no further load test starts, and the result of the
 *     current one is discarded
 */
record ComparisonSteps(
        ComparisonLoad load, LoadTestRun tester, ComparisonTable table, BooleanSupplier over, ComparisonTurn turn) {
    /** Runs all load tests. A load test that fails leaves its cell of the table empty and adds a note. */
    void run(RunningServer running) {
        hold(running);
        load.windows().forEach(window -> publishInWindow(running, window));
        publishByTheClock(running);
    }

    private void hold(RunningServer running) {
        Optional<JsonObject> few = report(running, "few idle", () -> load.hold(running, load.idleBefore()));
        Optional<JsonObject> many = report(running, "many idle", () -> load.hold(running, load.idle()));
        note(ComparisonLoad.ACCEPT, many.flatMap(report -> server(report, "cpuPerOpened")));
        Optional<Double> before = few.flatMap(report -> server(report, "residentOpen"));
        Optional<Double> after = many.flatMap(report -> server(report, "residentOpen"));
        note(ComparisonLoad.MEMORY, before.flatMap(less -> after.map(more -> (more - less) / load.idleBeyond())));
    }

    private void publishInWindow(RunningServer running, int window) {
        ComparisonColumn column = ComparisonLoad.deliveries(window);
        Optional<JsonObject> published = report(running, column.title(), () -> load.publishInWindow(running, window));
        note(column, published.flatMap(report -> server(report, "deliveriesPerCpuSecond")));
    }

    private void publishByTheClock(RunningServer running) {
        ComparisonColumn column = load.latency();
        Optional<JsonObject> published = report(running, column.title(), () -> load.publishByTheClock(running));
        note(
                column,
                published
                        .map(report -> report.getJsonObject("fanout").getJsonObject("latencyFromIntended"))
                        .map(latency -> latency.getDouble("p99")));
        if (published.filter(ComparisonSteps::isInvalid).isPresent()) {
            table.doubt(turn.peer(), column);
        }
    }

    private Optional<JsonObject> report(RunningServer running, String name, Supplier<Plan> planner) {
        if (over.getAsBoolean()) {
            return Optional.empty();
        }
        try {
            JsonObject report = tester.run(turn.fileName(name), planner.get(), running.pid());
            if (over.getAsBoolean()) {
                return Optional.empty();
            }
            if ("PASSED".equals(report.getString("outcome")) || isInvalid(report)) {
                return Optional.of(report);
            }
            table.fail("%s, %s: %s".formatted(turn, name, report.getString("headline")));
        } catch (IOException | IllegalArgumentException cause) {
            table.fail("%s, %s: %s".formatted(turn, name, cause.getMessage()));
        }
        return Optional.empty();
    }

    private static boolean isInvalid(JsonObject report) {
        return "INVALID".equals(report.getString("outcome"));
    }

    private void note(ComparisonColumn column, Optional<Double> figure) {
        figure.ifPresent(known -> table.add(turn.peer(), column, known));
    }

    /** Returns a figure of the server's process; empty if the system does not report it. */
    private static Optional<Double> server(JsonObject report, String name) {
        return Optional.ofNullable(report.getJsonObject("server"))
                .map(server -> server.getDouble(name))
                .filter(figure -> figure > 0);
    }
}
