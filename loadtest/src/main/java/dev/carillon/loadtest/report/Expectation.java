package dev.carillon.loadtest.report;

import dev.carillon.loadtest.plan.Workload;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An expectation of the user: the name of a figure, a comparison and a value, as in {@code delivery.p99<50ms},
 * {@code lost==0} or {@code closed.unexpected<0.1%}. A percentage of a count is one of its natural whole, such as of
 * the deliveries that there should have been.
 *
 * @param text as the user wrote it
 * @param metric the figure, as a run has it that has measured nothing yet
 * @param holds whether it does, by how {@link Double#compare} finds the figure and the bound
 * @param share whether the bound is in percent of the whole
 */
public record Expectation(String text, Metric metric, IntPredicate holds, double bound, boolean share) {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z][a-z0-9.-]*)\\s*(<=|>=|==|!=|<|>)\\s*(\\S+)\\s*");

    /** What {@link Double#compare} returns for a figure and its bound where the expectation holds, by its sign. */
    private static final Map<String, IntPredicate> SIGNS = Map.of(
            "<", order -> order < 0,
            "<=", order -> order <= 0,
            "==", order -> order == 0,
            "!=", order -> order != 0,
            ">=", order -> order >= 0,
            ">", order -> order > 0);

    /**
     * Whether a run was as expected.
     *
     * @param actual the figure, as people read it, or that it was not measured
     * @param measured whether it was; what was not does not hold
     */
    public record Judgement(Expectation expectation, String actual, boolean held, boolean measured) {
        /** A sentence without a full stop. */
        String text() {
            return measured
                    ? "expected %s, but was %s".formatted(expectation, actual)
                    : "%s: %s".formatted(expectation, actual);
        }
    }

    /**
     * Reads {@code text}, about a run of {@code workload}.
     *
     * @throws IllegalArgumentException when it is not an expectation, or about a figure that such a run does not have
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
        return of(text.strip(), metric, Objects.requireNonNull(SIGNS.get(matcher.group(2))), matcher.group(3));
    }

    private static Expectation of(String text, Metric metric, IntPredicate holds, String value) {
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

    /** Whether it is about this figure, or one of its percentiles. */
    public boolean isAbout(String figure) {
        return metric.name().equals(figure) || metric.name().startsWith(figure + ".");
    }

    /** Whether {@code report} is as expected. */
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
        return new Judgement(this, unit.text(actual), holds.test(Double.compare(actual, bound)), true);
    }

    @Override
    public String toString() {
        return text;
    }
}
