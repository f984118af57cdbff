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
 * All that is known about a run when it has ended.
 *
 * @param lane the name of the lane that carried it
 * @param tally of all loops together
 * @param process what the tester's own process used while it measured
 * @param timeline the same second by second
 * @param workers processes that shared the work; none where one did it all
 * @param mishaps what went wrong in the tester itself, so that the run says nothing about the server
 * @param ending how it came to its end
 * @param server the resources that the server used, if the tester has its process id
 * @param canaries what the few clients on a loop of their own counted; none where there were none
 */
public record Report(
        Plan plan,
        String lane,
        Tally tally,
        ProcessWatch.Use process,
        Timeline timeline,
        List<ProcessHealth> workers,
        List<String> mishaps,
        RunEnd ending,
        Optional<ServerWatch.Use> server,
        Optional<Tally> canaries) {

    public Report {
        workers = List.copyOf(workers);
        mishaps = List.copyOf(mishaps);
    }

    /** The latencies of canaries from when a publication was due; empty if there were none, or they received nothing. */
    Optional<Histogram> canaryLatencies() {
        return canaries.map(Tally::work)
                .map(work -> ((DeliveryTally) work).fromIntended)
                .filter(latencies -> latencies.getTotalCount() > 0);
    }

    /** The kind of its connections. */
    String sockets() {
        return plan.target().dialect().eventStreams() ? "event streams" : "WebSockets";
    }

    /** Heap of all workers together, in bytes. */
    long heapBytes() {
        return workers.stream().mapToLong(ProcessHealth::heapBytes).sum();
    }

    /** Heap of the worker that took most. */
    long heapBytesMax() {
        return workers.stream().mapToLong(ProcessHealth::heapBytes).max().orElse(0);
    }

    /** Processors that the busiest worker kept busy. */
    double coresMax() {
        return workers.stream().mapToDouble(each -> each.use().cores()).max().orElse(0);
    }

    /** The agents that took part, each once. */
    List<String> agents() {
        return elsewhere().map(Elsewhere::agent).distinct().toList();
    }

    /**
     * By how much a latency may be wrong because two machines are two clocks: the error of one and that of the other, in
     * nanoseconds.
     */
    long clockErrorNanos() {
        return 2 * elsewhere().mapToLong(Elsewhere::clockErrorNanos).max().orElse(0);
    }

    private Stream<Elsewhere> elsewhere() {
        return workers.stream().flatMap(worker -> worker.elsewhere().stream());
    }

    /** Connections that were to be there when the workload began, and were never opened. */
    long missingConnections() {
        return plan.socketsAtStart() - tally.opening().opened.count();
    }

    /** The most subscribers at the end of a phase, where they come and go by a scenario. */
    Optional<Long> mostOpen() {
        return PhaseRow.of(this).stream().map(row -> row.tally().open.count()).max(Comparator.naturalOrder());
    }

    /** Whether it ended because no connection could be opened at all. */
    boolean isNobodyLetIn() {
        return ending instanceof RunEnd.Deserted && tally.opening().opened.count() == 0;
    }

    /** How long it was measured, if it was. */
    String measuredTime() {
        return isMeasured() ? "measured for " + Durations.text(plan.duration()) : Figures.NOT_MEASURED;
    }

    /** Whether it lasted until the time to measure. */
    boolean isMeasured() {
        return ending instanceof RunEnd.Planned || tally.loops().lateness.getTotalCount() > 0;
    }

    /** Why most of the attempts failed, if any did. */
    Optional<String> refusal() {
        return tally.opening().failures.shown().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> most.getKey().toString());
    }

    /** Deliveries that were timed, for each second of processor time that the server took meanwhile. */
    static double perServerCpuSecond(DeliveryTally deliveries, ServerWatch.Use server) {
        long nanos = server.measuring().toNanos();
        return nanos == 0 ? 0 : deliveries.fromIntended.getTotalCount() * 1e9 / nanos;
    }

    /** Processor time of the server for each connection that was opened, in nanoseconds. */
    double serverNanosPerOpened(ServerWatch.Use server) {
        long opened = Math.max(1, tally.opening().opened.count());
        return (double) server.opening().toNanos() / opened;
    }

    /** The latencies that the run is about: of deliveries, or of keep-alives where nothing was delivered. */
    Histogram latencies() {
        return switch (tally.work()) {
            case HoldTally held -> tally.keepAlives().roundTrips;
            case DeliveryTally deliveries -> deliveries.fromIntended;
            case EchoTally echoes -> echoes.fromIntended;
            case ReturnTally returns -> returns.away;
        };
    }
}
