package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.connect.FailureClass;
import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.plan.Breaks;
import dev.carillon.loadtest.plan.Pause;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.wire.Records;
import dev.carillon.websocket.CloseCause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Random tallies that another process reads are unchanged, and add up like tallies that it counted itself. */
@ParameterizedClass
@MethodSource("seeds")
class TalliesTravelTest {
    private static final Fanout FANOUT = new Fanout(2, 4, new Rate(10), 128, Duration.ZERO, Duration.ZERO);
    private static final Fanout RESUME = FANOUT.with(new Breaks(1, Optional.empty(), 0.5, Pause.of("1s")));
    private static final Workload ECHO = new Workload.Echo(Optional.empty(), 1, 128, Duration.ZERO, Duration.ZERO);
    private static final Workload STORM = new Workload.Storm(0.5, 1, Duration.ZERO, Duration.ZERO);

    private final Random random;

    TalliesTravelTest(long seed) {
        this.random = new Random(seed);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @Test
    void aTallyOfEveryWorkloadIsReadAsItWasWritten() throws IOException {
        for (Workload workload :
                Stream.of(new Workload.Idle(), FANOUT, RESUME, ECHO, STORM).toList()) {
            byte[] written = bytes(tally(workload)::write);

            assertThat(bytes(Tally.read(workload, in(written))::write)).isEqualTo(written);
        }
    }

    @Test
    void talliesThatWereReadAddUpLikeLocalTallies() throws IOException {
        for (Workload workload :
                Stream.of(new Workload.Idle(), FANOUT, RESUME, ECHO, STORM).toList()) {
            Tally here = tally(workload);
            Tally there = tally(workload);
            Tally read = Tally.read(workload, in(bytes(here::write)));
            read.add(Tally.read(workload, in(bytes(there::write))));
            here.add(there);

            assertThat(bytes(read::write)).isEqualTo(bytes(here::write));
        }
    }

    @Test
    void figuresOfAFanoutAreEqualAfterWritingAndReading() throws IOException {
        DeliveryTally sent = (DeliveryTally) tally(FANOUT).work();
        DeliveryTally read = (DeliveryTally) WorkTally.of(FANOUT);
        read.read(in(bytes(sent::write)));

        assertThat(read.fromIntended).isEqualTo(sent.fromIntended);
        assertThat(read.spread.shown()).isEqualTo(sent.spread.shown());
        assertThat(read.sent.count()).isEqualTo(sent.sent.count());
        assertThat(read.expected.count()).isEqualTo(sent.expected.count());
        for (Defect defect : Defect.values()) {
            assertThat(read.defect(defect).count())
                    .as(defect.text())
                    .isEqualTo(sent.defect(defect).count());
        }
        assertThat(read.refused.count()).isEqualTo(sent.refused.count());
        assertThat(read.slow.closed.shown()).isEqualTo(sent.slow.closed.shown());
        assertThat(read.slow.again.count()).isEqualTo(sent.slow.again.count());
    }

    @Test
    void aSnapshotIsReadAsItWasWritten() throws IOException {
        Snapshot sent = new Snapshot(
                new Snapshot.Sockets(random.nextInt(), count(), count(), count(), count()),
                new Snapshot.Traffic(count(), count(), count(), count()),
                new Pulse(histogram(), count(), random.nextDouble()));

        assertThat(Records.read(Snapshot.class, in(bytes(out -> Records.write(sent, out)))))
                .isEqualTo(sent);
    }

    @Test
    void theHealthOfAProcessIsReadAsItWasWritten() throws IOException {
        ProcessHealth sent = new ProcessHealth(
                new ProcessWatch.Use(
                        random.nextDouble(),
                        count(),
                        Duration.ofMillis(random.nextInt(100_000)),
                        Duration.ofMillis(random.nextInt(1000))),
                count());

        assertThat(Records.read(ProcessHealth.class, in(bytes(out -> Records.write(sent, out)))))
                .isEqualTo(sent);
    }

    // ---- random tallies

    private Tally tally(Workload workload) {
        CloseTally closes = new CloseTally();
        KeepAliveTally keepAlives = new KeepAliveTally();
        LoopTally loops = new LoopTally();
        times(closes.clean::increment);
        times(closes.unanswered::increment);
        times(() -> closes.unexpected.increment(new CloseTally.Close(cause(), 1000 + random.nextInt(15))));
        times(() -> keepAlives.countSent(count(), Long.MAX_VALUE / 2));
        times(() -> keepAlives.countAnswered(count()));
        times(keepAlives.unanswered::increment);
        times(() -> loops.countLateness(random.nextInt(50_000_000), 10_000_000));
        loops.busiest.set(random.nextDouble());
        return new Tally(opening(), keepAlives, work(workload), closes, loops);
    }

    private WorkTally work(Workload workload) {
        return switch (workload) {
            case Workload.Idle idle -> new HoldTally();
            case Fanout fanout -> deliveries(fanout);
            case Workload.Echo echo -> echoes();
            case Workload.Churn churn -> returns();
            case Workload.Storm storm -> returns();
        };
    }

    private DeliveryTally deliveries(Fanout fanout) {
        DeliveryTally tally = new DeliveryTally(fanout, 50);
        times(() -> tally.countPublished(0, count(), true));
        times(tally.postponed::increment);
        times(() -> tally.countRefused("404 Not Found"));
        times(tally.defect(Defect.GARBLED)::increment);
        times(tally.defect(Defect.MISROUTED)::increment);
        times(tally.foreign::increment);
        times(() -> tally.countExpected(random.nextInt(100), random.nextInt(10)));
        times(() -> tally.time(stamp(), System.nanoTime(), random.nextInt(50)));
        times(tally.slow.readers::increment);
        times(() -> tally.slow.bytes.add(random.nextInt(1000)));
        times(() -> tally.slow.closed.increment(new CloseTally.Close(cause(), 1013)));
        times(tally.slow.again::increment);
        tally.resume.ifPresent(this::countResumes);
        tally.conclude(tracker());
        return tally;
    }

    private void countResumes(ResumeTally tally) {
        open(tally.returns.opening);
        times(tally.returns.gone::increment);
        times(() -> tally.returns.countBack(count(), random.nextInt(200)));
        times(() -> Latencies.record(tally.caughtUp, count()));
        times(() -> (random.nextBoolean() ? tally.recovered : tally.unrecovered).increment());
    }

    private EchoTally echoes() {
        EchoTally tally = new EchoTally();
        times(() -> tally.countSent(count(), true));
        times(tally.postponed::increment);
        times(tally.defect(Defect.GARBLED)::increment);
        times(tally.foreign::increment);
        times(() -> tally.lost().add(random.nextInt(10)));
        times(() -> tally.time(stamp(), System.nanoTime()));
        tally.conclude(tracker());
        return tally;
    }

    private ReturnTally returns() {
        ReturnTally tally = new ReturnTally();
        open(tally.opening);
        times(tally.gone::increment);
        times(() -> tally.countBack(count(), random.nextInt(200)));
        return tally;
    }

    private OpeningTally opening() {
        OpeningTally tally = new OpeningTally();
        open(tally);
        return tally;
    }

    private void open(OpeningTally tally) {
        for (int i = 0; i < random.nextInt(2500); i++) {
            tally.countCall(random.nextInt(100_000));
            tally.countOpened(i * 100_000L, count());
        }
        times(tally::countSkippedPort);
        times(() -> tally.count(anyOf(FailureClass.values()), "détail " + random.nextInt(3)));
    }

    private SequenceTracker tracker() {
        SequenceTracker tracker = new SequenceTracker(3);
        times(() -> tracker.onSequence(random.nextInt(3), 1 + random.nextInt(30)));
        return tracker;
    }

    private Stamp stamp() {
        PayloadFormat format = new PayloadFormat(1, FANOUT.size());
        Stamp stamp = new Stamp();
        long now = System.nanoTime();
        format.read(ByteBuffer.wrap(format.write(0, 1, now - count(), now)), stamp);
        return stamp;
    }

    private Histogram histogram() {
        Histogram histogram = Latencies.histogram();
        times(() -> Latencies.record(histogram, count()));
        return histogram;
    }

    private CloseCause cause() {
        return anyOf(CloseCause.values());
    }

    private <T> T anyOf(T[] all) {
        return List.of(all).get(random.nextInt(all.length));
    }

    /** From 0 to below 2^46 (as nanoseconds, 19.5 h). Each power of two is equally likely as the bound. */
    private long count() {
        return random.nextLong(1L << random.nextInt(1, 47));
    }

    private void times(Runnable counting) {
        for (int left = random.nextInt(20); left > 0; left--) {
            counting.run();
        }
    }

    private interface Writing {
        void to(DataOutput out) throws IOException;
    }

    private static byte[] bytes(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writing.to(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
