package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.OpeningPlan;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.PortRange;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A late or busy loop of the tester is recorded in its tally, and in the pulse of the second in which it was late. */
class LoopWatchTest {
    private long nowNanos = 5_000_000_000L;
    private long cpuNanos = 1_000_000_000L;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final TesterLoop loop = new TesterLoop(channel.eventLoop(), plan(), new Share(0, 1), new Share(0, 1));
    private final LoopWatch watch = new LoopWatch(loop, () -> nowNanos, () -> cpuNanos);

    @BeforeEach
    void start() {
        channel.freezeTime();
        watch.start();
    }

    @AfterEach
    void stop() {
        watch.stop();
        var _ = channel.close();
    }

    @Test
    void anIdleLoopIsNeverLate() {
        watch.begin();
        idle(1000);
        Pulse pulse = endAndReadPulse();

        assertThat(pulse.lateNanos()).isZero();
        assertThat(pulse.busy()).isZero();
        assertThat(watch.tally().lateness.getMaxValue()).isZero();
        assertThat(watch.tally().lateness.getTotalCount()).isEqualTo(100);
    }

    @Test
    void aStallIsRecordedForEveryBeatThatItDelays() {
        watch.begin();
        idle(700);
        stall(300);
        Pulse pulse = endAndReadPulse();

        // A beat is due every 10 ms. The first that the stall delays is due 10 ms after the stall begins, so it is
        // 290 ms late.
        assertThat(pulse.lateNanos()).isEqualTo(290_000_000);
        assertThat(watch.tally().lateness.getCountBetweenValues(1_000_000, Long.MAX_VALUE))
                .isEqualTo(29);
        assertThat(watch.tally().lateness.getTotalCount()).isEqualTo(70 + 29);
        assertThat(pulse.busy()).isEqualTo(0.3);
        assertThat(watch.tally().busiest.value()).isEqualTo(0.3);
    }

    @Test
    void aStallIsReportedOnce() {
        watch.begin();
        stall(300);
        endAndReadPulse();
        idle(100);
        Pulse next = endAndReadPulse();

        assertThat(next.lateNanos()).isZero();
        assertThat(next.busy()).isZero();
    }

    @Test
    void aStallBeforeTheMeasurementIsInThePulseOnly() {
        stall(300);
        Pulse pulse = endAndReadPulse();

        assertThat(pulse.lateNanos()).isEqualTo(290_000_000);
        assertThat(watch.tally().lateness.getTotalCount()).isZero();
        assertThat(watch.tally().busiest.value()).isZero();
    }

    @Test
    void theProcessorTimeOfTheThreadIsReadFromTheSystem() {
        LoopWatch real = new LoopWatch(loop);
        real.start();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + 20_000_000;
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(real.pulse(Latencies.histogram()).busy()).isPositive().isLessThan(1.1);
        real.stop();
    }

    /** Lets {@code millis} pass, in which the idle loop runs each beat when it is due. */
    private void idle(int millis) {
        for (int i = 0; i < millis; i++) {
            pass(1);
        }
    }

    /** Blocks the loop for {@code millis} with other work, which uses the processor all the time. */
    private void stall(int millis) {
        cpuNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        pass(millis);
    }

    private void pass(int millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private Pulse endAndReadPulse() {
        watch.end();
        return watch.pulse(Latencies.histogram());
    }

    private static Plan plan() {
        OpeningPlan opening = new OpeningPlan(
                LocalAddresses.of("127.0.0.2"),
                1,
                PortRange.of("10000-65535"),
                new Rate(1),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1);
        return new Plan(
                Target.of("ws://127.0.0.1/"),
                LaneChoice.AUTO,
                1,
                1,
                opening,
                new KeepAlive(Duration.ofSeconds(50), KeepAlive.By.PING),
                new Workload.Idle(),
                Duration.ofSeconds(1));
    }
}
