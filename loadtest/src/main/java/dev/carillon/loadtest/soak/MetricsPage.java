package dev.carillon.loadtest.soak;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service's page of metrics, in Prometheus' text format: a value for each name with its labels. */
record MetricsPage(Map<String, Double> values) {
    static final MetricsPage EMPTY = new MetricsPage(Map.of());

    private static final Pattern LINE = Pattern.compile("(carillon_|jvm_)([^\\s{]+(?:\\{[^}]*})?)\\s+(\\S+)");

    /** Lines that say nothing of the service or its JVM are passed over. */
    static MetricsPage of(String text) {
        Map<String, Double> values = new LinkedHashMap<>();
        text.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            String number = line.group(3);
            if (number.matches("[-+0-9.eE]+")) {
                values.put(line.group(1) + line.group(2), Double.parseDouble(number));
            }
        });
        return new MetricsPage(values);
    }

    /** What the heap holds, 0 where the page does not say. */
    double heapBytes() {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("jvm_memory_used_bytes{"))
                .filter(entry -> entry.getKey().contains("area=\"heap\""))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** The service's own figures: connections, what is counted, what waits. */
    Map<String, Double> ofService() {
        Map<String, Double> own = new LinkedHashMap<>(values);
        own.keySet().removeIf(name -> !name.startsWith("carillon_") || name.contains("_seconds"));
        return own;
    }
}
