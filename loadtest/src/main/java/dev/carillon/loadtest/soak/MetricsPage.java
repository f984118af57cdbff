package dev.carillon.loadtest.soak;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service's page of metrics, in Prometheus' text format: a value for each name with its labels. */
record MetricsPage(Map<String, Double> values) {
    private static final Pattern LINE = Pattern.compile("(carillon_[^\\s{]+(?:\\{[^}]*})?)\\s+([-+0-9.eE]+)");

    /** Its own figures: connections, what is counted, what waits; no times, and nothing of its JVM. */
    static MetricsPage of(String text) {
        Map<String, Double> values = new LinkedHashMap<>();
        text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(line -> !line.group(1).contains("_seconds"))
                .forEach(line -> values.put(line.group(1), Double.parseDouble(line.group(2))));
        return new MetricsPage(values);
    }
}
