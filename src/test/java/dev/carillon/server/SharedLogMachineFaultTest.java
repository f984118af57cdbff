package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes under load, of which one has a bad machine: its clock steps, its memory is small and full, its network is slow and
 * loses packets.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class SharedLogMachineFaultTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Pattern DATE = Pattern.compile("\r\ndate: ([^\r]*)\r\n");

    @TempDir
    private Path files;

    @Test
    void theClockOfOneStepsByAnHour() throws Exception {
        SteppedClock first = SteppedClock.create(files);
        try (ThreeNodes nodes = ThreeNodes.start(files, index -> index == 0 ? first.commands() : "")) {
            stepUnderLoad(nodes, first, 0);
        }
    }

    @Test
    void theClockOfOneThatCameLaterStepsByAnHour() throws Exception {
        SteppedClock last = SteppedClock.create(files);
        try (ThreeNodes nodes = ThreeNodes.start(files, index -> index == 2 ? last.commands() : "")) {
            stepUnderLoad(nodes, last, 2);
        }
    }

    private static void stepUnderLoad(ThreeNodes nodes, SteppedClock clock, int index) throws Exception {
        NumberedLoad load = nodes.load(ThreeNodes.COUNT);
        for (Duration step : List.of(HOUR, Duration.ZERO, HOUR.negated(), Duration.ZERO)) {
            clock.step(step);
            requireDate(nodes, index, step);
            requireTogether(nodes, load, ThreeNodes.seconds(15));
        }
        nodes.end("clock of " + index, load);
    }

    private static void requireDate(ThreeNodes nodes, int index, Duration fromMachine) throws Exception {
        // A node makes the text of its date once a second.
        Thread.sleep(Duration.ofMillis(1100));
        String answer = nodes.asked(index, "/readyz");
        MatchResult date = DATE.matcher(answer).results().findFirst().orElseThrow();
        Instant told = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.group(1)));
        assertThat(Duration.between(Instant.now().plus(fromMachine), told).abs()).isLessThan(Duration.ofSeconds(5));
    }

    /** No node leaves, and publications are acknowledged all the time. */
    private static void requireTogether(ThreeNodes nodes, NumberedLoad load, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            int before = load.acknowledgedCount();
            Thread.sleep(1000);
            assertThat(load.acknowledgedCount()).isGreaterThan(before);
            for (int i = 0; i < ThreeNodes.COUNT; i++) {
                assertThat(nodes.asked(i, "/readyz")).startsWith("HTTP/1.1 200 ").endsWith("\nready\n");
                assertThat(nodes.members(i)).isEqualTo(ThreeNodes.COUNT);
            }
        }
    }
}
