package dev.carillon.logging;

import static dev.carillon.logging.RepeatLimit.LINES;
import static dev.carillon.logging.RepeatLimit.LINES_WHILE_SUPPRESSING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** A bounded number of lines of a kind, and one line with the number of the others. */
class RepeatLimitTest {
    // Near the largest long: a clock may begin anywhere and run over.
    private long now = Long.MAX_VALUE - 1;
    private final RepeatLimit limit = new RepeatLimit(() -> now);

    @Test
    void aBurstIsLoggedUpToABoundAndTheRestIsCounted() {
        assertThat(admitted(LINES + 12_345, "refused")).isEqualTo(LINES);
        assertThat(limit.suppressed(false)).as("before the end of the window").isEmpty();
        pass();
        assertThat(limit.suppressed(false)).singleElement().satisfies(suppressed -> {
            assertThat(suppressed.count()).isEqualTo(12_345);
            assertThat(suppressed.kind().message()).isEqualTo("refused");
        });
        assertThat(limit.suppressed(false)).as("reported once").isEmpty();
    }

    @Test
    void aContinuedFloodHasFewerLines() {
        admitted(LINES + 1, "refused");
        for (int i = 0; i < 3; i++) {
            pass();
            assertThat(limit.suppressed(false)).hasSize(1);
            assertThat(admitted(1000, "refused")).isEqualTo(LINES_WHILE_SUPPRESSING);
        }
    }

    @Test
    void aQuietWindowRestoresTheBound() {
        admitted(LINES + 1, "refused");
        pass();
        limit.suppressed(false);
        pass();
        assertThat(admitted(LINES + 1, "refused")).isEqualTo(LINES);
    }

    @Test
    void otherKindsAreNotSuppressed() {
        admitted(1000, "refused", LogField.kind("status", 404), LogField.of("peer", "a"));
        assertThat(admitted(1, "refused", LogField.kind("status", 403), LogField.of("peer", "a")))
                .isEqualTo(1);
        assertThat(admitted(1, "closed", LogField.of("peer", "a"))).isEqualTo(1);
        assertThat(limit.admits(line(Level.SEVERE, "refused", LogField.kind("status", 404))))
                .isTrue();
    }

    @Test
    void otherFieldsDoNotChangeTheKindOfALine() {
        int admitted = 0;
        for (int i = 0; i < LINES * 2; i++) {
            admitted += admitted(1, "refused", LogField.of("path", "/" + i));
        }
        assertThat(admitted).isEqualTo(LINES);
    }

    /** Such a message may have any text. */
    @Test
    void messagesWithoutFieldsAreOneKindPerLogger() {
        int admitted = 0;
        for (int i = 0; i < LINES * 2; i++) {
            admitted += limit.admits(line(Level.INFO, "failed for client " + i)) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(LINES);
    }

    @Test
    void suppressedLinesAreReportedAtTheEnd() {
        admitted(LINES + 7, "refused");
        assertThat(limit.suppressed(true))
                .extracting(RepeatLimit.Suppressed::count)
                .containsExactly(7L);
    }

    private int admitted(int count, String message, LogField... fields) {
        int admitted = 0;
        for (int i = 0; i < count; i++) {
            if (limit.admits(
                    line(Level.INFO, message, fields.length == 0 ? new LogField[] {LogField.of("n", i)} : fields))) {
                admitted++;
            }
        }
        return admitted;
    }

    private static LogRecord line(Level level, String message, LogField... fields) {
        LogRecord line = new LogRecord(level, message);
        line.setLoggerName("a");
        line.setParameters(fields);
        return line;
    }

    private void pass() {
        now += RepeatLimit.WINDOW.toNanos();
    }
}
