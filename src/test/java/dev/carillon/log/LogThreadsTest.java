package dev.carillon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
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
    private static final long APPENDED = 20_000;
    private static final int REMEMBERED = 50;
    private static final Picked ALL = Picked.of("**");

    private final Log log = new Log(
            new HistoryRules(List.of(new Rule(
                    new TopicPattern("**"),
                    Optional.of(new HistoryBounds(REMEMBERED, Long.MAX_VALUE, Duration.ZERO)),
                    false))),
            1 << 20,
            "epoch",
            System::nanoTime);

    /** Guarded only by the lock of the log. */
    private final List<Long> handedOn = new ArrayList<>();

    private final CyclicBarrier start = new CyclicBarrier(THREADS + 1);

    @Test
    void entriesOfSeveralThreadsArePassedOnAndReadInTheOrderOfIds() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
            Future<Long> pieces = threads.submit(this::readUntilTheEnd);
            List<Future<List<Long>>> appended = IntStream.range(0, THREADS)
                    .mapToObj(thread -> threads.submit(append("topic." + thread)))
                    .toList();

            for (Future<List<Long>> ofThread : appended) {
                assertThat(ofThread.get()).hasSize(EACH).isSorted();
            }
            assertThat(pieces.get()).isPositive();
        }
        assertThat(handedOn)
                .isEqualTo(LongStream.rangeClosed(1, APPENDED).boxed().toList());
        assertThat(log.newest().offset()).isEqualTo(APPENDED);
        assertThat(log.messageCount()).isEqualTo(THREADS * REMEMBERED);
    }

    private Callable<List<Long>> append(String topic) {
        return () -> {
            start.await();
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                Publication publication = new Publication(new TopicName(topic), Payload.binary(new byte[1]), 0);
                ids.add(log.append(publication, next -> handedOn.add(next.offset()))
                        .orElseThrow()
                        .offset());
            }
            return ids;
        };
    }

    /** Reads as a reader does that repeatedly falls behind and catches up. Returns the number of pieces. */
    private long readUntilTheEnd() throws Exception {
        start.await();
        long place = 0;
        long pieces = 0;
        while (place < APPENDED) {
            List<Remembered> piece = new ArrayList<>();
            long through = log.read(ALL, place, log.newest().offset(), 20, Long.MAX_VALUE, piece)
                    .through();
            boolean complete = log.isComplete(ALL, place);
            if (complete) {
                assertThat(piece.stream().map(Remembered::offset).toList())
                        .isEqualTo(LongStream.rangeClosed(place + 1, through)
                                .boxed()
                                .toList());
            }
            place = through;
            pieces++;
        }
        return pieces;
    }
}
