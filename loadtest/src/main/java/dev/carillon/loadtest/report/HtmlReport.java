package dev.carillon.loadtest.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.config.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The run as one page that needs nothing else: the verdict, the figures that decide, plots, and below them the details.
 * Words and tables are made here; the page's own script only draws, with uPlot, which it carries inside.
 */
final class HtmlReport {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/";
    private static final String UPLOT_PROPERTIES = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private HtmlReport() {}

    static String of(Report report, Verdict verdict, Circumstances circumstances, Optional<Comparison> older) {
        String uplot = UPLOT + uplotVersion() + "/";
        Tables tables = new Tables(report, verdict, circumstances, older);
        Map<String, String> pieces = Map.of(
                "title",
                        Html.escape(report.plan().target() + ", "
                                + Durations.text(report.plan().duration())),
                "outcome", verdict.outcome().name(),
                "headline", Html.escape(capitalized(Headline.sentence(report, verdict))),
                "subject", Html.escape(tables.subject()),
                "reasons", tables.reasons(),
                "tiles", tables.tiles(),
                "details", tables.details(),
                "data", PlotData.of(report).replace("<", "\\u003c"),
                "uplot-style", resource(uplot + "dist/uPlot.min.css"),
                "uplot", "/* " + resource(uplot + "LICENSE") + " */\n" + resource(uplot + "dist/uPlot.iife.min.js"));
        return PLACE.matcher(resource("report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(
                        Objects.requireNonNull(pieces.get(place.group(1)), () -> "nothing for " + place.group())));
    }

    private static String capitalized(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String uplotVersion() {
        return Pattern.compile("(?m)^version=(.+)$")
                .matcher(resource(UPLOT_PROPERTIES))
                .results()
                .map(line -> line.group(1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String resource(String name) {
        try (InputStream resource = HtmlReport.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(resource, () -> name + " is not on the class path")
                            .readAllBytes(),
                    UTF_8);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
