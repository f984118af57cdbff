package dev.carillon.loadtest.soak;

import static dev.carillon.loadtest.report.Html.escape;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report of a soak as one HTML page without other files: the verdict, and a plot of each gauge over the run. */
final class SoakPage {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 160;

    private SoakPage() {}

    /** @param beside whether the reports of the parts are in the same directory; the page then links to them */
    static String of(SoakReport report, boolean beside) {
        String words = Stream.concat(report.reasons().stream(), report.remarks().stream())
                .map(reason -> "<li>" + escape(reason) + "</li>\n")
                .collect(Collectors.joining());
        String gauges =
                report.trends().stream().map(trend -> gauge(report, trend)).collect(Collectors.joining());
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Soak</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
                color:#222;background:#fff}svg{width:100%%;height:auto;background:#f4f4f2}polyline{fill:none;\
                stroke:#1a5fb4;stroke-width:1.5}h2{margin-bottom:.2rem}p{margin:.2rem 0}</style></head><body>
                <h1>%s</h1>
                <ul>
                %s</ul>
                %s%s</body></html>
                """.formatted(escape(report.headline()), words, gauges, beside ? parts(report) : "");
    }

    private static String parts(SoakReport report) {
        return report.parts().entrySet().stream()
                .map(part -> "<li><a href=\"%1$s/report.html\">%1$s</a>: %2$s</li>\n"
                        .formatted(part.getKey(), part.getValue().verdict().outcome()))
                .collect(Collectors.joining("", "<h2>Parts</h2>\n<ul>\n", "</ul>\n"));
    }

    private static String gauge(SoakReport report, Trend trend) {
        Gauge gauge = trend.gauge();
        List<Sample> samples = gauge.known(report.seen().samples());
        double most = samples.stream().mapToDouble(gauge::of).max().orElse(0);
        double whole = samples.isEmpty() ? 0 : Math.max(0.001, report.seconds(samples.getLast()));
        String points = samples.stream()
                .map(sample -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        report.seconds(sample) / whole * WIDTH,
                        HEIGHT - gauge.of(sample) / Math.max(1, most) * (HEIGHT - 4)))
                .collect(Collectors.joining());
        return """
                <h2>%s</h2>
                <p>%s; the top is %s</p>
                <svg viewBox="0 0 %d %d"><polyline points="%s"/></svg>
                """.formatted(escape(gauge.words()), escape(trend.text()), gauge.text(most), WIDTH, HEIGHT, points);
    }
}
