package dev.carillon.loadtest.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Samples a process at even intervals on its own thread until it is stopped. */
public final class ServiceSampler {
    private final Subject subject;
    private final long intervalNanos;
    private final long collectNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("soak-watch").daemon().unstarted(this::run);
    // Written by start() before the thread runs, then by the thread only; read when the thread has ended.
    private final List<Sample> samples = new ArrayList<>();
    private int looks;
    private int failures;
    private @Nullable String failure;

    /** The source of samples. */
    public interface Subject {
        /** Reads the current values. With {@code collect} they include those that need a full collection. */
        Sample look(boolean collect) throws IOException, InterruptedException;
    }

    /**
     * All samples of a run.
     *
     * @param samples the samples that could be read, in the order of time
     * @param looks the number of attempts to read one
     * @param failures attempts that failed or left the sample incomplete
     * @param failure the reason of the last failure, if there was one
     */
    public record Seen(List<Sample> samples, int looks, int failures, Optional<String> failure) {
        public Seen {
            samples = List.copyOf(samples);
        }
    }

    /**
     * Prepares a sampler; {@link #start} starts it.
     *
     * @param interval the time from one sample to the next
     * @param collecting the time from the end of one sample with a full collection to the next such sample
     */
    public ServiceSampler(Subject subject, Duration interval, Duration collecting) {
        this.subject = subject;
        this.intervalNanos = interval.toNanos();
        this.collectNanos = collecting.toNanos();
    }

    /** Reads a first sample, from which counters are counted, and then starts the thread. */
    public void start() throws InterruptedException {
        look(false);
        thread.start();
    }

    /** Stops the thread, waits until it has ended, and returns all samples. */
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
                // Counted from the end of the collection, so that a slow one leaves time for other samples.
                collectDue = collect ? System.nanoTime() + collectNanos : collectDue;
                due = Math.max(due + intervalNanos, System.nanoTime());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean collect) throws InterruptedException {
        try {
            looks++;
            Sample sample = subject.look(collect);
            samples.add(sample);
            sample.missing().ifPresent(this::countFailure);
        } catch (IOException unreadable) {
            countFailure(unreadable.toString());
        }
    }

    private void countFailure(String why) {
        failures++;
        failure = why;
    }
}
