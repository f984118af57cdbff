package dev.carillon.loadtest.soak;

import dev.carillon.loadtest.report.Page;
import dev.carillon.loadtest.report.Summary;
import dev.carillon.loadtest.soak.Trend.Direction;
import java.util.List;
import java.util.Locale;

/** The report of a soak as text for a terminal. */
public final class SoakSummary {
    private static final List<String> HEADS = List.of("", "second", "last", "allowed", "per hour", "");
    private static final List<Integer> WIDTHS = List.of(18, 12, 12, 14, 14, 0);

    private SoakSummary() {}

    /** Returns the text. Its paragraphs and tables have lines of at most {@code width} characters. */
    public static String of(SoakReport report, int width) {
        Page page = new Page(width).paragraph(report.headline());
        report.reasons().forEach(page::bullet);
        report.remarks().forEach(page::bullet);
        addTrends(report, page);
        StringBuilder all = new StringBuilder(page.toString());
        report.counted().forEach((name, count) -> all.append(String.format(Locale.ROOT, "%,16.0f  %s%n", count, name)));
        report.parts()
                .forEach((name, part) -> all.append("\n== ")
                        .append(name)
                        .append('\n')
                        .append(Summary.of(part.report(), part.verdict(), width)));
        return all.toString();
    }

    private static void addTrends(SoakReport report, Page page) {
        page.blank()
                .paragraph(String.format(
                        Locale.ROOT,
                        "the service, in %,d samples; medians of the second and the last quarter",
                        report.seen().looks()));
        List<List<String>> rows = report.trends().stream()
                .map(trend -> List.of(
                        trend.gauge().words(),
                        trend.gauge().text(trend.before()),
                        trend.gauge().text(trend.after()),
                        trend.gauge().text(trend.limit()),
                        trend.gauge().text(trend.perHour()),
                        words(trend.direction())))
                .toList();
        page.indentedTable(new Page.Table(HEADS, rows, WIDTHS))
                .paragraph(String.format(
                        Locale.ROOT,
                        "processor: the service kept %.1f %% of a core busy, the tester %.1f %%",
                        report.cores() * 100,
                        report.testerCores() * 100))
                .blank();
    }

    private static String words(Direction direction) {
        return direction.name().replace('_', ' ');
    }
}
