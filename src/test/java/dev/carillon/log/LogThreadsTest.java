package dev.carillon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogThreadsTest {
    private static final int THREADS = 4;
    private static final int EACH = 5_000;

    private final Log log = new Log(
            new HistoryRules(List.of(new Rule(new TopicPattern("**"), Optional.of(HistoryBounds.NEWEST), true))),
            1 << 20,
            "epoch",
            System::nanoTime);

    /** Not guarded by anything but the lock of the log. */
    private final List<Long> handedOn = new ArrayList<>();

    private final CyclicBarrier start = new CyclicBarrier(THREADS + 1);

    @Test
    void whatSeveralThreadsAppendIsHandedOnInTheOrderOfIdsWithoutAGap() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
            Future<Long> readings = threads.submit(this::readUntilTheEnd);
            List<Future<List<Long>>> appended = IntStream.range(0, THREADS)
                    .mapToObj(thread -> threads.submit(append("topic." + thread)))
                    .toList();

            for (Future<List<Long>> ofThread : appended) {
                assertThat(ofThread.get()).hasSize(EACH).isSorted();
            }
            assertThat(readings.get()).isPositive();
        }
        assertThat(handedOn)
                .isEqualTo(LongStream.rangeClosed(1, THREADS * EACH).boxed().toList());
        assertThat(log.newest().offset()).isEqualTo(THREADS * EACH);
        assertThat(log.messageCount()).isEqualTo(THREADS);
    }

    private Callable<List<Long>> append(String topic) {
        return () -> {
            start.await();
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                Publication publication = new Publication(new TopicName(topic), Payload.binary(new byte[1]), 0);
                ids.add(log.append(publication, next -> handedOn.add(next.offset()))
                        .offset());
            }
            return ids;
        };
    }

    private long readUntilTheEnd() throws Exception {
        start.await();
        long readings = 0;
        long upTo;
        do {
            upTo = log.newest().offset();
            List<Remembered> into = new ArrayList<>();
            log.read(Picked.of("**"), 0, upTo, Integer.MAX_VALUE, Long.MAX_VALUE, into);
            assertThat(into).hasSizeLessThanOrEqualTo(THREADS).isSortedAccordingTo((one, other) -> Long.compare(one.offset(), other.offset()));
            readings++;
        } while (upTo < THREADS * EACH);
        return readings;
    }
}
