package dev.carillon.loadtest.soak;

import java.util.List;
import java.util.Locale;

/** A soak as a page that needs nothing else: the verdict, and a line for each gauge over the whole run. */
final class SoakPage {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 160;

    private SoakPage() {}

    /** @param beside whether the reports of the parts stand beside it */
    static String of(SoakReport report, boolean beside) {
        StringBuilder page = new StringBuilder("""
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Soak</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
                color:#222;background:#fff}svg{width:100%;height:auto;background:#f4f4f2}polyline{fill:none;\
                stroke:#1a5fb4;stroke-width:1.5}h2{margin-bottom:.2rem}p{margin:.2rem 0}</style></head><body>
                """);
        page.append("<h1>").append(escape(report.headline())).append("</h1>\n<ul>\n");
        report.reasons()
                .forEach(reason -> page.append("<li>").append(escape(reason)).append("</li>\n"));
        report.remarks()
                .forEach(remark -> page.append("<li>").append(escape(remark)).append("</li>\n"));
        page.append("</ul>\n");
        report.trends().forEach(trend -> addGauge(report, trend, page));
        if (beside) {
            page.append("<h2>Parts</h2>\n<ul>\n");
            report.parts()
                    .forEach((name, part) -> page.append("<li><a href=\"%1$s/report.html\">%1$s</a>: %2$s</li>%n"
                            .formatted(name, part.verdict().outcome())));
            page.append("</ul>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    private static void addGauge(SoakReport report, Trend trend, StringBuilder page) {
        Gauge gauge = trend.gauge();
        List<Sample> samples = report.seen().samples().stream()
                .filter(sample -> sample.value(gauge).isPresent())
                .toList();
        double most = samples.stream()
                .mapToDouble(sample -> sample.value(gauge).orElseThrow())
                .max()
                .orElse(0);
        page.append("<h2>").append(escape(gauge.words())).append("</h2>\n<p>");
        page.append(escape(trend.text())).append("; the top is ").append(gauge.text(most));
        page.append("</p>\n<svg viewBox=\"0 0 %d %d\"><polyline points=\"".formatted(WIDTH, HEIGHT));
        if (!samples.isEmpty()) {
            double whole = Math.max(0.001, SoakFiles.seconds(report, samples.getLast()));
            samples.forEach(sample -> page.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    SoakFiles.seconds(report, sample) / whole * WIDTH,
                    HEIGHT - sample.value(gauge).orElseThrow() / Math.max(1, most) * (HEIGHT - 4))));
        }
        page.append("\"/></svg>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
