package dev.carillon.loadtest.compare;

import dev.carillon.loadtest.plan.Plan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The measurements of a server that has just started: one load test after the other, always the same. */
final class ComparisonSteps {
    private static final String INVALID = "INVALID";

    private final ComparisonLoad load;
    private final LoadTestRun tester;
    private final ComparisonTable table;
    private final BooleanSupplier over;

    /** @param over whether nothing more is to be measured, and what is being measured is not to count */
    ComparisonSteps(ComparisonLoad load, LoadTestRun tester, ComparisonTable table, BooleanSupplier over) {
        this.load = load;
        this.tester = tester;
        this.table = table;
        this.over = over;
    }

    /** A run that fails leaves its place in the table empty, and a note. */
    void run(ComparisonTurn turn, RunningServer running) {
        hold(turn, running);
        load.windows().forEach(window -> publishInWindow(turn, running, window));
        publishByTheClock(turn, running);
    }

    private void hold(ComparisonTurn turn, RunningServer running) {
        Optional<JsonObject> few = report(turn, running, "few idle", () -> load.hold(running, load.idleBefore()));
        Optional<JsonObject> many = report(turn, running, "many idle", () -> load.hold(running, load.idle()));
        note(turn, ComparisonLoad.ACCEPT, many.flatMap(report -> server(report, "cpuPerOpened")));
        Optional<Double> before = few.flatMap(report -> server(report, "residentOpen"));
        Optional<Double> after = many.flatMap(report -> server(report, "residentOpen"));
        note(turn, ComparisonLoad.MEMORY, before.flatMap(less -> after.map(more -> (more - less) / load.idleBeyond())));
    }

    private void publishInWindow(ComparisonTurn turn, RunningServer running, int window) {
        ComparisonColumn column = ComparisonLoad.deliveries(window);
        report(turn, running, column.title(), () -> load.publishInWindow(running, window))
                .ifPresent(report -> note(turn, column, server(report, "deliveriesPerCpuSecond")));
    }

    private void publishByTheClock(ComparisonTurn turn, RunningServer running) {
        ComparisonColumn column = load.latency();
        report(turn, running, column.title(), () -> load.publishByTheClock(running))
                .ifPresent(report -> {
                    JsonObject latency = report.getJsonObject("fanout").getJsonObject("latencyFromIntended");
                    note(turn, column, Optional.ofNullable(latency.getDouble("p99")));
                    if (INVALID.equals(report.getString("outcome"))) {
                        table.doubt(turn.peer(), column);
                    }
                });
    }

    private Optional<JsonObject> report(
            ComparisonTurn turn, RunningServer running, String name, Supplier<Plan> planner) {
        if (over.getAsBoolean()) {
            return Optional.empty();
        }
        try {
            JsonObject report = tester.run(turn.fileName(name), planner.get(), running.pid());
            if (over.getAsBoolean()) {
                return Optional.empty();
            }
            if (List.of("PASSED", INVALID).contains(report.getString("outcome"))) {
                return Optional.of(report);
            }
            table.fail("%s, %s: %s".formatted(turn, name, report.getString("headline")));
        } catch (IOException | IllegalArgumentException cause) {
            table.fail("%s, %s: %s".formatted(turn, name, cause.getMessage()));
        }
        return Optional.empty();
    }

    private void note(ComparisonTurn turn, ComparisonColumn column, Optional<Double> figure) {
        figure.ifPresent(known -> table.add(turn.peer(), column, known));
    }

    /** Nothing where the system does not tell. */
    private static Optional<Double> server(JsonObject report, String name) {
        return Optional.ofNullable(report.getJsonObject("server"))
                .map(server -> server.getDouble(name))
                .filter(figure -> figure > 0);
    }
}
