package dev.carillon.loadtest.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.config.Durations;
import dev.carillon.jar.JarFile;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report of a run as one HTML page without other files: the verdict, the most important figures, plots, and the
 * details. Texts and tables are made here. The script of the page only draws the plots, with uPlot, which the page
 * contains.
 */
final class HtmlReport {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
    private static final String PAGE = "/dev/carillon/loadtest/report/report.html";

    private HtmlReport() {}

    static String of(Report report, Verdict verdict, Circumstances circumstances, Optional<Comparison> older) {
        String time = Durations.text(report.plan().duration());
        Tables tables = new Tables(report, verdict, circumstances, older);
        Map<String, String> pieces = Map.of(
                "title", Html.escape(Figures.text("%s, %s", report.plan().target(), time)),
                "outcome", verdict.outcome().name(),
                "headline", Html.escape(capitalized(Headline.sentence(report, verdict))),
                "subject", Html.escape(tables.subject()),
                "reasons", tables.reasons(),
                "tiles", tables.tiles(),
                "details", tables.details(),
                "data", PlotData.of(report).replace("<", "\\u003c"),
                "uplot-style", uplot("dist/uPlot.min.css"),
                "uplot", "/* " + uplot("LICENSE") + " */\n" + uplot("dist/uPlot.iife.min.js"));
        return PLACE.matcher(new String(JarFile.read(PAGE), UTF_8))
                .replaceAll(place -> Matcher.quoteReplacement(
                        Objects.requireNonNull(pieces.get(place.group(1)), () -> "nothing for " + place.group())));
    }

    private static String capitalized(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String uplot(String path) {
        return new String(JarFile.ofWebJar("uplot", path), UTF_8);
    }
}
