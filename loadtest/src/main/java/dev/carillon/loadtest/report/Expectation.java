package dev.carillon.loadtest.report;

import dev.carillon.loadtest.plan.Workload;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An expectation of the user: the name of a figure, a comparison and a value, as in {@code delivery.p99<50ms},
 * {@code lost==0} or {@code closed.unexpected<0.1%}. A percentage for a count is a percentage of the whole that it is
 * part of: for lost deliveries, of the expected deliveries.
 *
 * @param text the expectation as the user wrote it
 * @param metric the figure of a run that has measured nothing yet
 * @param holds whether the expectation holds for a figure and the bound
 * @param bound the value, in the unit of the figure or in percent
 * @param share whether the bound is in percent of the whole
 */
public record Expectation(String text, Metric metric, BiPredicate<Double, Double> holds, double bound, boolean share) {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z][a-z0-9.-]*)\\s*(<=|>=|==|!=|<|>)\\s*(\\S+)\\s*");

    /** For each operator, whether it holds for a figure and the bound. */
    private static final Map<String, BiPredicate<Double, Double>> OPERATORS = Map.of(
            "<", (actual, bound) -> actual < bound,
            "<=", (actual, bound) -> actual <= bound,
            "==", (actual, bound) -> actual.doubleValue() == bound,
            "!=", (actual, bound) -> actual.doubleValue() != bound,
            ">=", (actual, bound) -> actual >= bound,
            ">", (actual, bound) -> actual > bound);

    /**
     * The result of an expectation for one run.
     *
     * @param actual the figure as text, or a text that it was not measured
     * @param held whether the expectation holds; false for a figure that was not measured
     * @param measured whether the figure was measured
     */
    public record Judgement(Expectation expectation, String actual, boolean held, boolean measured) {
        /** Returns a sentence without a full stop, for an expectation that does not hold. */
        String text() {
            return measured
                    ? "expected %s, but was %s".formatted(expectation, actual)
                    : "%s: %s".formatted(expectation, actual);
        }
    }

    /**
     * Parses an expectation of a run with {@code workload}.
     *
     * @throws IllegalArgumentException if {@code text} is not an expectation, or if such a run does not have the figure
     */
    public static Expectation of(String text, Workload workload) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--expect must be a name, one of < <= == != >= > and a value,"
                    + " such as 'delivery.p99<50ms', was '" + text + "'");
        }
        List<Metric> metrics = Metrics.of(workload);
        Metric metric = metrics.stream()
                .filter(each -> each.name().equals(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--expect must name one of "
                        + metrics.stream().map(Metric::name).collect(Collectors.joining(" ")) + ", was '"
                        + matcher.group(1) + "'"));
        return of(text.strip(), metric, Objects.requireNonNull(OPERATORS.get(matcher.group(2))), matcher.group(3));
    }

    private static Expectation of(String text, Metric metric, BiPredicate<Double, Double> holds, String value) {
        if (metric.unit().reads(value)) {
            return new Expectation(text, metric, holds, metric.unit().parse(value), false);
        }
        if (metric.whole().isPresent() && Unit.PERCENT.reads(value)) {
            return new Expectation(text, metric, holds, Unit.PERCENT.parse(value), true);
        }
        String expected =
                metric.unit().expected() + (metric.whole().isPresent() ? ", or " + Unit.PERCENT.expected() : "");
        throw new IllegalArgumentException(
                "--expect " + metric.name() + " must be compared with " + expected + ", was '" + value + "'");
    }

    /** Whether the expectation is for this figure or for one of its percentiles. */
    public boolean isAbout(String figure) {
        return metric.name().equals(figure) || metric.name().startsWith(figure + ".");
    }

    /** Compares the figure of {@code report} with the expectation. */
    Judgement judge(Report report) {
        Metric figure = Metrics.of(report).stream()
                .filter(each -> each.name().equals(metric.name()))
                .findFirst()
                .orElseThrow();
        if (!figure.isMeasured()) {
            return new Judgement(this, figure.basis().missing(), false, false);
        }
        double actual = share ? figure.percent() : figure.value();
        Unit unit = share ? Unit.PERCENT : metric.unit();
        return new Judgement(this, unit.text(actual), holds.test(actual, bound), true);
    }

    @Override
    public String toString() {
        return text;
    }
}
