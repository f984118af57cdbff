package dev.carillon.loadtest.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Samples a process at even intervals, on a thread of its own, until it is stopped. */
public final class ServiceSampler {
    private final Subject subject;
    private final long intervalNanos;
    private final long collectNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("soak-watch").daemon().unstarted(this::run);
    // Written before the thread begins and then by it, read when it has ended.
    private final List<Sample> samples = new ArrayList<>();
    private int looks;
    private int failures;
    private @Nullable String failure;

    /** The source of samples. */
    public interface Subject {
        /** The current values; {@code collect} says whether to include those that need a full collection */
        Sample look(boolean collect) throws IOException, InterruptedException;
    }

    /**
     * The samples.
     *
     * @param looks how many there were
     * @param failures samples that failed, or are incomplete
     * @param failure why, as the last of them says
     */
    public record Seen(List<Sample> samples, int looks, int failures, Optional<String> failure) {
        public Seen {
            samples = List.copyOf(samples);
        }
    }

    /**
     * @param interval from one look to the next
     * @param collecting from one full collection to the next
     */
    public ServiceSampler(Subject subject, Duration interval, Duration collecting) {
        this.subject = subject;
        this.intervalNanos = interval.toNanos();
        this.collectNanos = collecting.toNanos();
    }

    /** Looks once, before it returns: what is counted later is counted from there. */
    public void start() throws InterruptedException {
        look(false);
        thread.start();
    }

    /** Ends it; brings all that was seen, in its order. */
    public Seen stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
        return new Seen(samples, looks, failures, Optional.ofNullable(failure));
    }

    private void run() {
        long due = System.nanoTime() + intervalNanos;
        long collectDue = due;
        try {
            while (!stopped.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                boolean collect = System.nanoTime() - collectDue >= 0;
                look(collect);
                // Counted from its end, so that a slow one leaves room for other looks.
                collectDue = collect ? System.nanoTime() + collectNanos : collectDue;
                due = Math.max(due + intervalNanos, System.nanoTime());
            }
        } catch (InterruptedException nobodyWantsItAnyMore) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean collect) throws InterruptedException {
        try {
            looks++;
            Sample sample = subject.look(collect);
            samples.add(sample);
            sample.missing().ifPresent(this::countFailure);
        } catch (IOException unseen) {
            countFailure(unseen.toString());
        }
    }

    private void countFailure(String why) {
        failures++;
        failure = why;
    }
}
