package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.logging.OncePerMinute;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private static final Logger LOGGER = Logger.getLogger(RefusalLog.class.getName());

    private final Lines lines = new Lines();
    // Near the largest long: a clock may begin anywhere and run over.
    private long now = Long.MAX_VALUE - 1;
    private final RefusalLog log = new RefusalLog(() -> now);

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(lines);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(lines);
        LOGGER.setUseParentHandlers(true);
    }

    @Test
    void theFirstRefusalIsLogged() {
        log.refused(new InvalidPublication("no topic"));
        assertThat(lines.texts).containsExactly("publication refused reason=\"no topic\" suppressed=0");
    }

    @Test
    void refusalsOfTheNextMinuteAreCountedInTheNextLine() {
        log.refused(new InvalidPublication("a"));
        log.refused(new InvalidPublication("b"));
        now += OncePerMinute.INTERVAL.toNanos() - 1;
        for (int i = 0; i < 1234; i++) {
            log.refused(new InvalidPublication("b"));
        }
        now += 1;
        log.refused(new InvalidPublication("c"));
        log.refused(new InvalidPublication("d"));
        now += OncePerMinute.INTERVAL.toNanos();
        log.refused(new InvalidPublication("e"));
        assertThat(lines.texts)
                .containsExactly(
                        "publication refused reason=\"a\" suppressed=0",
                        "publication refused reason=\"c\" suppressed=1235",
                        "publication refused reason=\"e\" suppressed=1");
    }

    private static final class Lines extends Handler {
        final List<String> texts = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            texts.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
