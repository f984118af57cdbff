package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.Opening;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.PortRange;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tester's loop that has no time is found out by itself, in its tally and in the second in which it happened. */
class LoopWatchTest {
    private static final long STALL_NANOS = 300_000_000;

    private final EventLoop loop = new DefaultEventLoop();
    private final LoopWatch watch = new LoopWatch(new Station(loop, plan(), new Share(0, 1)));

    @AfterEach
    void stop() throws Exception {
        onLoop(() -> {
            watch.stop();
            return 0;
        });
        loop.shutdownGracefully().sync();
    }

    @Test
    void aStallIsAsLongAsItWasAndCountsForAllTheRoundsThatItSwallowed() throws Exception {
        onLoop(() -> {
            watch.start();
            watch.begin();
            return 0;
        });
        onLoop(this::stall);
        Pulse pulse = onLoop(this::endAndLook);

        assertThat(pulse.lateNanos()).isBetween(STALL_NANOS - 20_000_000, STALL_NANOS * 3);
        assertThat(watch.tally().lateness().getMaxValue()).isGreaterThanOrEqualTo(STALL_NANOS - 20_000_000);
        assertThat(watch.tally().lateness().getTotalCount()).isGreaterThanOrEqualTo(28);
        assertThat(pulse.busy()).isGreaterThan(0.3);
        assertThat(watch.tally().busiest()).isGreaterThan(0.3);
        assertThat(onLoop(this::endAndLook).lateNanos())
                .as("once told, it is over")
                .isLessThan(STALL_NANOS);
    }

    @Test
    void whatComesBeforeTheMeasuringIsOnlyInThePulse() throws Exception {
        onLoop(() -> {
            watch.start();
            return 0;
        });
        onLoop(this::stall);
        Pulse pulse = onLoop(this::endAndLook);

        assertThat(pulse.lateNanos()).isGreaterThanOrEqualTo(STALL_NANOS - 20_000_000);
        assertThat(watch.tally().lateness().getTotalCount()).isZero();
    }

    /** Spins, so that the processor is busy too; the beat that fell due meanwhile comes behind it. */
    private int stall() {
        long end = System.nanoTime() + STALL_NANOS;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return 0;
    }

    private Pulse endAndLook() {
        watch.end();
        return watch.pulse(Latencies.histogram());
    }

    /** The loop runs what is due before what is new: a second turn comes behind every beat that the first held up. */
    private <T> T onLoop(Callable<T> action) throws InterruptedException, ExecutionException {
        loop.schedule(() -> 0, 0, TimeUnit.NANOSECONDS).get();
        return loop.schedule(action, 0, TimeUnit.NANOSECONDS).get();
    }

    private static Plan plan() {
        Opening opening = new Opening(
                LocalAddresses.of("127.0.0.2"),
                1,
                PortRange.of("10000-65535"),
                new Rate(1),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
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
