package dev.carillon.loadtest.compare;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What is measured of a server that has just started: one load test after the other, always the same. */
final class Course {
    private static final String INVALID = "INVALID";

    private final Load load;
    private final Tester tester;
    private final Scoreboard scoreboard;
    private final List<Column> columns;

    Course(Load load, Tester tester, Scoreboard scoreboard) {
        this.load = load;
        this.tester = tester;
        this.scoreboard = scoreboard;
        this.columns = load.columns();
    }

    /** A run that fails leaves its place in the table empty, and a note. */
    void run(Turn turn, RunningPeer running) {
        hold(turn, running);
        int column = 0;
        for (int window : load.windows()) {
            Column here = columns.get(column++);
            report(turn, here.title(), load.publishInWindow(running, window))
                    .ifPresent(report -> note(turn, here, server(report, "deliveriesPerCpuSecond")));
        }
        Column latency = columns.getLast();
        report(turn, latency.title(), load.publishByTheClock(running)).ifPresent(report -> {
            note(
                    turn,
                    latency,
                    Optional.of(report.getJsonObject("fanout")
                            .getJsonObject("latencyFromIntended")
                            .getDouble("p99")));
            if (INVALID.equals(report.getString("outcome"))) {
                scoreboard.doubt(turn.peer(), latency);
            }
        });
    }

    private void hold(Turn turn, RunningPeer running) {
        Column memory = columns.get(load.windows().size());
        Column accept = columns.get(load.windows().size() + 1);
        Optional<JsonObject> few = report(turn, "few idle", load.hold(running, load.idleBefore()));
        Optional<JsonObject> many = report(turn, "many idle", load.hold(running, load.idle()));
        many.ifPresent(report -> note(turn, accept, server(report, "cpuPerOpened")));
        few.flatMap(report -> server(report, "residentOpen"))
                .ifPresent(before -> many.flatMap(report -> server(report, "residentOpen"))
                        .ifPresent(after ->
                                note(turn, memory, Optional.of((after - before) / (load.idle() - load.idleBefore())))));
    }

    private Optional<JsonObject> report(Turn turn, String name, List<String> arguments) {
        try {
            JsonObject report = tester.run(turn.fileName(name), arguments);
            if (List.of("PASSED", INVALID).contains(report.getString("outcome"))) {
                return Optional.of(report);
            }
            scoreboard.note("%s, %s: %s".formatted(turn, name, report.getString("headline")));
        } catch (IOException cause) {
            scoreboard.note("%s, %s: %s".formatted(turn, name, cause.getMessage()));
        }
        return Optional.empty();
    }

    private void note(Turn turn, Column column, Optional<Double> figure) {
        figure.ifPresent(known -> scoreboard.add(turn.peer(), column, known));
    }

    /** Nothing where the system does not tell. */
    private static Optional<Double> server(JsonObject report, String name) {
        return Optional.ofNullable(report.getJsonObject("server"))
                .map(server -> server.getDouble(name))
                .filter(figure -> figure > 0);
    }
}
