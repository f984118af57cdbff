package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.plan.Breaks;
import dev.carillon.loadtest.plan.Pause;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/report.md names each figure of a tally in the row of its field of the JSON report. */
class FiguresAreDocumentedTest {
    private static final Fanout RESUME = new Fanout(2, 4, new Rate(10), 128, Duration.ZERO, Duration.ZERO)
            .with(new Breaks(1, Optional.empty(), 0.5, Pause.of("1s")));

    @Test
    void everyFigureOfATallyIsDocumentedInItsRow() throws IOException {
        DeliveryTally deliveries = new DeliveryTally(RESUME, 1);
        deliveries.nodes.at(0);
        Map<String, FigureGroup> groups = Map.of(
                "opening", new OpeningTally(),
                "keepAlive", new KeepAliveTally(),
                "fanout", deliveries,
                "echo", new EchoTally(),
                "returns", new ReturnTally(),
                "closes", new CloseTally(),
                "tester", new LoopTally(),
                "phases", new PhaseTally());
        List<String> lines = Files.readAllLines(Path.of("docs/report.md"));
        for (Map.Entry<String, FigureGroup> group : groups.entrySet()) {
            String row = lines.stream()
                    .filter(line -> line.startsWith("| `" + group.getKey() + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("expected a row of " + group.getKey()));
            assertThat(names(group.getValue().shown()))
                    .as(group.getKey())
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(row).contains("`" + name + "`"));
        }
    }

    /** The names of all figures of a group and of the groups in it. */
    private static Stream<String> names(Object shown) {
        return switch (shown) {
            case Map<?, ?> group ->
                group.entrySet().stream()
                        .flatMap(figure ->
                                Stream.concat(Stream.of(figure.getKey().toString()), names(figure.getValue())));
            case List<?> several -> several.stream().flatMap(FiguresAreDocumentedTest::names);
            default -> Stream.empty();
        };
    }
}
