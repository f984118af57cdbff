package dev.carillon.loadtest.soak;

import dev.carillon.loadtest.report.Summary;
import dev.carillon.loadtest.soak.Trend.Direction;
import java.util.Locale;

/** A soak as a page in the terminal. */
public final class SoakSummary {
    private SoakSummary() {}

    public static String of(SoakReport report) {
        StringBuilder page = new StringBuilder(report.headline()).append('\n');
        report.reasons().forEach(reason -> page.append("  - ").append(reason).append('\n'));
        report.remarks().forEach(remark -> page.append("  - ").append(remark).append('\n'));
        addTrends(report, page);
        report.counted()
                .forEach((name, count) -> page.append(String.format(Locale.ROOT, "%,16.0f  %s%n", count, name)));
        report.parts()
                .forEach((name, part) -> page.append("\n== ")
                        .append(name)
                        .append('\n')
                        .append(Summary.of(part.report(), part.verdict())));
        return page.toString();
    }

    private static void addTrends(SoakReport report, StringBuilder page) {
        page.append("\nthe service, in %,d looks; medians of the second and the last quarter%n"
                .formatted(report.seen().looks()));
        page.append("  %-18s%14s%14s%16s%16s%n".formatted("", "second", "last", "may grow by", "grew an hour"));
        for (Trend trend : report.trends()) {
            Gauge gauge = trend.gauge();
            page.append("  %-18s%14s%14s%16s%16s  %s%n"
                    .formatted(
                            gauge.words(),
                            gauge.text(trend.before()),
                            gauge.text(trend.after()),
                            gauge.text(trend.limit()),
                            gauge.text(trend.perHour()),
                            words(trend.direction())));
        }
        page.append("  processor         the service kept %.1f %% of a core busy, the tester %.1f %%%n%n"
                .formatted(report.cores() * 100, report.testerCores() * 100));
    }

    private static String words(Direction direction) {
        return direction.name().replace('_', ' ');
    }
}
