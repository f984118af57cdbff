package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ProcessHealth;
import dev.carillon.loadtest.measure.ProcessHealth.Elsewhere;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The results of a run that has ended.
 *
 * @param plan the plan of the run
 * @param lane the name of the lane that the connections used
 * @param tally the counts of all loops together
 * @param process the resources that the tester's own process used while it measured
 * @param timeline the counts of each second
 * @param workers the processes that shared the work; empty if this process did all of it
 * @param testerFailures failures of the tester itself. A run with one says nothing about the server
 * @param ending how the run ended
 * @param server the resources that the server used, if the tester has its process id
 * @param canaries the counts of the canaries, a few clients on their own loop; empty if the run had none
 */
public record Report(
        Plan plan,
        String lane,
        Tally tally,
        ProcessWatch.Use process,
        Timeline timeline,
        List<ProcessHealth> workers,
        List<String> testerFailures,
        RunEnd ending,
        Optional<ServerWatch.Use> server,
        Optional<Tally> canaries) {

    public Report {
        workers = List.copyOf(workers);
        testerFailures = List.copyOf(testerFailures);
    }

    /** Returns the latencies of canaries from when a publication was due; empty if no canary received one. */
    Optional<Histogram> canaryLatencies() {
        return canaries.map(Tally::work)
                .map(work -> ((DeliveryTally) work).fromIntended)
                .filter(latencies -> latencies.getTotalCount() > 0);
    }

    /** Returns the kind of the connections, in the plural. */
    String sockets() {
        return plan.target().dialect().eventStreams() ? "event streams" : "WebSockets";
    }

    /** Returns the sum of the heaps of all workers, in bytes. */
    long heapBytes() {
        return workers.stream().mapToLong(ProcessHealth::heapBytes).sum();
    }

    /** Returns the largest heap of a worker, in bytes. */
    long heapBytesMax() {
        return workers.stream().mapToLong(ProcessHealth::heapBytes).max().orElse(0);
    }

    /** Returns the number of processors that the busiest worker kept busy. */
    double coresMax() {
        return workers.stream().mapToDouble(each -> each.use().cores()).max().orElse(0);
    }

    /** Returns the agents that took part, each once. */
    List<String> agents() {
        return elsewhere().map(Elsewhere::agent).distinct().toList();
    }

    /**
     * Returns the largest error of a latency between two machines, in nanoseconds. It is twice the largest error of a
     * clock, because the clocks of both machines may be wrong.
     */
    long clockErrorNanos() {
        return 2 * elsewhere().mapToLong(Elsewhere::clockErrorNanos).max().orElse(0);
    }

    private Stream<Elsewhere> elsewhere() {
        return workers.stream().flatMap(worker -> worker.elsewhere().stream());
    }

    /** Returns the number of connections that were planned for the start of the workload and were never opened. */
    long missingConnections() {
        return plan.socketsAtStart() - tally.opening().opened.count();
    }

    /** Returns the largest number of subscribers at the end of a phase; empty if the run has no scenario. */
    Optional<Long> mostOpen() {
        return PhaseRow.of(this).stream().map(row -> row.tally().open.count()).max(Comparator.naturalOrder());
    }

    /** Whether the run ended because no connection at all could be opened. */
    boolean couldOpenNone() {
        return ending instanceof RunEnd.Deserted && tally.opening().opened.count() == 0;
    }

    /** Returns a text that says how long the run was measured, or that it was not. */
    String measuredTime() {
        return isMeasured() ? "measured for " + Durations.text(plan.duration()) : Figures.NOT_MEASURED;
    }

    /** Whether the run lasted until the measurement began. */
    boolean isMeasured() {
        return ending instanceof RunEnd.Planned || tally.loops().lateness.getTotalCount() > 0;
    }

    /** Returns the most frequent failure of an attempt to connect, if any attempt failed. */
    Optional<String> refusal() {
        return tally.opening().failures.shown().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> most.getKey().toString());
    }

    /** Returns the number of timed deliveries for each second of processor time that the server used meanwhile. */
    static double perServerCpuSecond(DeliveryTally deliveries, ServerWatch.Use server) {
        long nanos = server.measuring().toNanos();
        return nanos == 0 ? 0 : deliveries.fromIntended.getTotalCount() * 1e9 / nanos;
    }

    /** Returns the processor time of the server for each opened connection, in nanoseconds. */
    double serverNanosPerOpened(ServerWatch.Use server) {
        long opened = Math.max(1, tally.opening().opened.count());
        return (double) server.opening().toNanos() / opened;
    }

    /** Returns the latencies that the workload is about. Idle connections have only those of their keep-alives. */
    Histogram latencies() {
        return switch (tally.work()) {
            case HoldTally held -> tally.keepAlives().roundTrips;
            case DeliveryTally deliveries -> deliveries.fromIntended;
            case EchoTally echoes -> echoes.fromIntended;
            case ReturnTally returns -> returns.away;
        };
    }
}
