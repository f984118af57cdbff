package dev.carillon.loadtest;

import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.doctor.Finding;
import dev.carillon.loadtest.compare.ComparedServer;
import dev.carillon.loadtest.compare.ComparisonLoad;
import dev.carillon.loadtest.compare.Cores;
import dev.carillon.loadtest.compare.ServerComparison;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.report.Circumstances;
import dev.carillon.loadtest.report.JsonReport;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.run.Distribution;
import dev.carillon.loadtest.run.LoadTest;
import dev.carillon.loadtest.run.Screen;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code carillon loadtest compare}: loads several servers in turn and prints a table. */
@Command(
        name = "compare",
        modelTransformer = FlagModel.class,
        description =
                "Starts one server after the other on this machine, loads each in the same way, and prints a table:"
                        + " deliveries for each second of the server's processor time, for each number of"
                        + " outstanding publications; the cost of an idle socket and of an accept; the p99 at a steady"
                        + " rate. Memory is measured on Linux only.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} --peers carillon,uws-js --rounds 5 --cores 0,1"})
final class CompareCommand implements Callable<Integer> {
    /** How long the start of a server may take. It may first download its dependencies, or be built. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "carillon,uws-js,ws,vertx,netty,jetty",
            description = "The servers, in this order.")
    private List<String> peers = List.of();

    @Option(
            names = "--peers-in",
            paramLabel = "DIR",
            defaultValue = "loadtest/peers",
            description = "Directory with a directory for each server, which contains a program named start.")
    private Path directory;

    @Option(names = "--rounds", defaultValue = "3", description = "Measurements of each server.")
    private int rounds;

    @Option(names = "--idle", defaultValue = "10k", description = "Idle sockets.")
    private int idle;

    @Option(
            names = {"-c", "--connections"},
            defaultValue = "1k",
            description = "Subscribers.")
    private int subscribers;

    @Option(
            names = "--windows",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4,32",
            description = "Numbers of outstanding publications.")
    private List<Integer> windows = List.of();

    @Option(names = "--publish-rate", defaultValue = "10/s", description = "Publications, for the latency.")
    private Rate rate;

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "200", description = "Bytes of a publication.")
    private int size;

    @Option(names = "--warm-up", defaultValue = "3s", description = "How long each run publishes before it measures.")
    private Duration warmUp;

    @Option(names = "--duration", defaultValue = "5s", description = "How long each run measures.")
    private Duration duration;

    @Option(
            names = "--cores",
            paramLabel = "SERVER,TESTER",
            description =
                    "The processor that servers may use, and the tester's, such as 0,1. Needs taskset. Default: all.")
    private @Nullable String cores;

    @Option(names = "--out", paramLabel = "DIR", description = "Directory for the table and the report of every run.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        Optional<Cores> pinned =
                LoadVerb.checked(spec, () -> Optional.ofNullable(cores).map(Cores::of));
        ServerComparison comparison = LoadVerb.checked(spec, () -> comparison(pinned));
        Interruption interruption = Interruption.of(spec);
        interruption.begin(comparison::endEarly);
        try {
            return interruption.endsWith(compare(comparison, pinned)).code();
        } catch (IOException cause) {
            spec.commandLine().getErr().println("servers could not be compared: " + cause.getMessage());
            return interruption
                    .endsWith(comparison.isOver() ? ExitCode.INTERRUPTED : ExitCode.NOT_POSSIBLE_HERE)
                    .code();
        }
    }

    private ServerComparison comparison(Optional<Cores> pinned) {
        Require.within("--rounds", 1, 1000, rounds);
        return new ServerComparison(
                new ComparisonLoad(idle, subscribers, windows, rate, size, warmUp, duration),
                ComparedServer.named(peers, directory),
                rounds,
                pinned.map(Cores::server),
                PATIENCE,
                spec.commandLine().getErr());
    }

    private ExitCode compare(ServerComparison comparison, Optional<Cores> pinned) throws IOException {
        Path reports = out == null ? Files.createTempDirectory("carillon-compare") : Files.createDirectories(out);
        // Read before take() limits this process to one processor: the heading shows the number of processors.
        String heading = heading();
        if (pinned.isPresent()) {
            pinned.get().take();
        }
        boolean any = comparison.run((name, plan, server) -> test(reports.resolve(name), plan, server));
        String page = heading + "\n" + comparison.table();
        Files.writeString(reports.resolve("table.md"), page);
        spec.commandLine().getErr().println("the reports of all runs are in " + reports);
        spec.commandLine().getOut().print(page);
        spec.commandLine().getOut().flush();
        if (comparison.isOver()) {
            return ExitCode.INTERRUPTED;
        }
        if (!any) {
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        return comparison.hasFailed() ? ExitCode.FAILED : ExitCode.PASSED;
    }

    /** Runs a separate load test in this process and writes its report to {@code file}. Returns the report as JSON. */
    private JsonObject test(Path file, Plan plan, long server) throws IOException {
        Circumstances here = Environment.now(List.of("loadtest", spec.name()));
        Report report = report(plan, ServerWatch.of(server));
        String json = JsonReport.of(report, Verdict.of(report, List.of()), here);
        Files.writeString(file, json);
        return new JsonObject(json);
    }

    private Report report(Plan plan, ServerWatch server) throws IOException {
        List<Finding> complaints = Preflight.complaints(plan, Distribution.ALONE);
        if (!Preflight.isPossible(complaints)) {
            throw new IOException(Preflight.obstacles(complaints));
        }
        LoadTest test = new LoadTest(
                plan,
                Distribution.ALONE,
                Optional.of(server),
                Screen.file(spec.commandLine().getErr(), true));
        Interruption.of(spec).beginPart(test::endEarly);
        return test.run();
    }

    /** The machine, the date and the method. Figures without them cannot be interpreted. */
    private String heading() {
        Circumstances here = Environment.now(List.of("compare"));
        return "%d processors (%s), %s, %s, %s; %s%s; %,d-byte text%n"
                        .formatted(
                                here.hardware().processors(),
                                here.hardware().processor(),
                                here.software().system(),
                                here.software().java(),
                                LocalDate.ofInstant(here.began(), ZoneOffset.UTC),
                                rounds == 1 ? "1 round" : rounds + " rounds in turns",
                                cores == null ? "" : ", server and tester on processors " + cores,
                                size)
                + "window N: deliveries to %,d subscribers per CPU-second of the server, N publications outstanding, %s a run after %s%n"
                        .formatted(subscribers, Durations.text(duration), Durations.text(warmUp))
                + "RSS and CPU: of %,d idle sockets, those beyond the first %,d for RSS; p99: %,d subscribers%n"
                        .formatted(idle, idle / 10, subscribers);
    }
}
