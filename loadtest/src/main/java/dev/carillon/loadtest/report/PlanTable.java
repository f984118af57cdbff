package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Breaks;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.OpeningPlan;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Phase.Levels;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Churn;
import dev.carillon.loadtest.plan.Workload.Echo;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import dev.carillon.loadtest.plan.Workload.Storm;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings of a plan by name, in the order of the reports. Values to calculate with are numbers. */
final class PlanTable {
    private PlanTable() {}

    static Map<String, Object> of(Plan plan) {
        Map<String, Object> table = new LinkedHashMap<>();
        OpeningPlan opening = plan.opening();
        table.put("workload", plan.workload().name());
        table.put("target", plan.target().toString());
        table.put("address", plan.target().address().getAddress().getHostAddress());
        table.put("connections", plan.connections());
        table.put("sockets", plan.sockets());
        table.put("duration", Durations.text(plan.duration()));
        table.put("loops", plan.loops());
        table.put("lane", plan.lane().name().toLowerCase(Locale.ROOT));
        table.put("local", range(opening.local()));
        table.put("localAddresses", opening.local().size());
        table.put("perAddress", opening.perAddress());
        table.put("ports", opening.ports().toString());
        table.put("rate", rate(opening.rate().intervalNanos()));
        table.put("handshakes", opening.handshakes());
        table.put("handshakeTimeout", Durations.text(opening.handshakeTimeout()));
        table.put("keepAlive", Durations.text(plan.keepAlive().interval()));
        table.put("keepAliveBy", plan.keepAlive().by().name().toLowerCase(Locale.ROOT));
        switch (plan.workload()) {
            case Workload.Idle idle -> {}
            case Fanout fanout -> addFanout(fanout, table);
            case Echo echo -> addEcho(echo, table);
            case Churn churn -> table.put("churnRate", churn.rate().toString());
            case Storm storm -> addStorm(storm, table);
        }
        return table;
    }

    private static void addFanout(Fanout fanout, Map<String, Object> table) {
        table.put("topics", fanout.topics());
        table.put("publishers", fanout.publishers());
        switch (fanout.pace()) {
            case Pace.Clock(Rate rate) -> table.put("publishRate", rate(rate.intervalNanos()));
            case Pace.Window(int publications) -> table.put("window", publications);
        }
        table.put("publishBy", fanout.by().name().toLowerCase(Locale.ROOT));
        fanout.slow().ifPresent(slow -> {
            table.put("slow", Figures.percent(slow.share()));
            table.put("readRate", joined(",", slow.bytesPerSecond(), String::valueOf));
        });
        table.put("canaries", fanout.canaries());
        fanout.breaks().ifPresent(breaks -> addBreaks(breaks, table));
        fanout.scenario().ifPresent(scenario -> addScenario(scenario, table));
        table.put("size", fanout.size());
        table.put("warmUp", Durations.text(fanout.warmUp()));
        table.put("drain", Durations.text(fanout.drain()));
    }

    private static void addBreaks(Breaks breaks, Map<String, Object> table) {
        table.put("stay", breaks.stay());
        Optional<String> breaksPerSecond = breaks.perSecond().map(share -> Figures.percent(share) + " a second");
        table.put("breaks", breaksPerSecond.orElse("together"));
        table.put("polite", Figures.percent(breaks.polite()));
        table.put("away", breaks.away().toString());
    }

    private static void addScenario(Scenario scenario, Map<String, Object> table) {
        table.put("start", text(scenario.start()));
        table.put("phases", joined("; ", scenario.phases(), PlanTable::text));
    }

    private static String text(Phase phase) {
        String ramp = Durations.text(phase.ramp());
        return "%s: in %s of %s to %s"
                .formatted(phase.name(), ramp, Durations.text(phase.duration()), text(phase.levels()));
    }

    private static <T> String joined(String between, List<T> all, Function<T, String> text) {
        return all.stream().map(text).collect(Collectors.joining(between));
    }

    private static String text(Levels levels) {
        return "%d connections, %s, churn %s"
                .formatted(levels.connections(), perSecond(levels.publishRate()), perSecond(levels.churnRate()));
    }

    private static void addEcho(Echo echo, Map<String, Object> table) {
        if (echo.rate().isPresent()) {
            table.put("messageRate", echo.rate().get().toString());
        } else {
            table.put("window", echo.window());
        }
        table.put("size", echo.size());
        table.put("warmUp", Durations.text(echo.warmUp()));
        table.put("drain", Durations.text(echo.drain()));
    }

    private static void addStorm(Storm storm, Map<String, Object> table) {
        table.put("drop", Figures.percent(storm.share()));
        table.put("storms", storm.times());
        table.put("jitter", Durations.text(storm.jitter()));
    }

    private static String range(LocalAddresses local) {
        List<InetAddress> all = local.addresses();
        String first = all.getFirst().getHostAddress();
        return all.size() == 1 ? first : first + " to " + all.getLast().getHostAddress();
    }

    private static String rate(double intervalNanos) {
        return perSecond(1e9 / intervalNanos);
    }

    private static String perSecond(double rate) {
        return String.format(Locale.ROOT, rate == Math.rint(rate) ? "%,.0f/s" : "%,.2f/s", rate);
    }
}
