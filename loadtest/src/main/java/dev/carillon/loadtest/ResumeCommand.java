package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Breaks;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Pause;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code carillon loadtest resume}: a fanout in which subscribers disconnect and resume. */
@Command(
        name = "resume",
        description =
                "A fanout in which subscribers disconnect and resume at their position, while publications continue:"
                        + " each must receive all of its topic, once and in order. The topic must have a history."
                        + " Subscribers use carillon.v1 with the server of the URL, or with --sse event streams with"
                        + " Last-Event-ID; templates are for other servers.",
        footer = {
            "",
            "Example: ${COMMAND-FULL-NAME} -c 1k --topics 10 --publish-rate 100/s --breaks 5%% --away 1s..10s",
            "All at once: ${COMMAND-FULL-NAME} --sse -c 11k --stay 1k --together --away 5s --publish-rate 20/s"
                    + " --expect 'caughtup.max<5s'"
        })
final class ResumeCommand extends LoadVerb {
    private static final double BREAKS = 0.05;
    /** One subscriber in ten stays connected, unless {@code --stay} is given. */
    private static final int STAY_PART = 10;

    @Mixin
    private FanoutOptions fanout;

    @Mixin
    private ResumeTemplates templates;

    @Option(
            names = "--stay",
            description = "Subscribers of -c that stay connected, and whose deliveries are timed; default a tenth.")
    private @Nullable Integer stay;

    @Option(names = "--breaks", description = "Share of the others that disconnects each second; default 5%%.")
    private @Nullable Double breaks;

    @Option(names = "--together", description = "Instead, all others disconnect once, at the same time.")
    private boolean together;

    @Option(
            names = "--polite",
            defaultValue = "20%",
            description = "Share of these that send a close frame; the others send none.")
    private double polite;

    @Option(
            names = "--away",
            paramLabel = "TIME",
            defaultValue = "1s..10s",
            description = "How long each is disconnected: a random time between two bounds, or one time for all.")
    private String away = "";

    @Override
    ExitCode run() {
        return carryOut(this::plan);
    }

    private Plan plan() {
        Fanout workload = fanout.workload(options, Optional.empty()).with(breaks());
        Dialect plain = options.dialect();
        if (plain.eventStreams() || plain.hasTemplates() || templates.areGiven()) {
            return plan(workload, options.url(), plain.resuming(templates.resumption(plain)));
        }
        CarillonSession session = new CarillonSession(options.url(), workload.topics());
        return plan(workload, session.url(), session.dialect(plain));
    }

    private Plan plan(Fanout workload, String url, Dialect dialect) {
        return options.plan(workload, options.connections, url, Share.ALL, dialect);
    }

    private Breaks breaks() {
        Require.that(!together || breaks == null, "--breaks and --together must not both be given");
        int staying = Objects.requireNonNullElseGet(stay, () -> Math.max(1, options.connections / STAY_PART));
        Optional<Double> perSecond =
                together ? Optional.empty() : Optional.of(Objects.requireNonNullElse(breaks, BREAKS));
        return new Breaks(staying, perSecond, polite, Pause.of(away));
    }
}
