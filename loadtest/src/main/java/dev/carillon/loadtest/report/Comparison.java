package dev.carillon.loadtest.report;

import dev.carillon.loadtest.report.Metric.Better;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;

/** The changes of each figure since an older run. */
public final class Comparison {
    /** Rates and durations of runs with the same plan differ by up to this share. Such a change is not marked. */
    private static final double NOISE = 0.05;

    /** Short durations also differ by up to this many milliseconds, which may be more than that share. */
    private static final double NOISE_MILLIS = 0.05;

    private static final List<String> HEADS = List.of("", "before", "after", "change", "share", "");
    private static final List<Integer> WIDTHS = List.of(22, 12, 12, 12, 8, 0);

    private final JsonObject old;
    private final String name;

    private Comparison(JsonObject old, String name) {
        this.old = old;
        this.name = name;
    }

    /** A figure and its older value, both in the measure of its unit. */
    private record Change(Metric metric, double before) {

        double size() {
            return metric.value() - before;
        }

        List<String> cells() {
            Unit unit = metric.unit();
            // Empty if the older value is 0.
            String share = before == 0 ? "" : String.format(Locale.ROOT, "%+.1f %%", 100 * size() / before);
            String change = (size() < 0 ? "-" : "+") + unit.text(Math.abs(size()));
            return List.of(metric.name(), unit.text(before), unit.text(metric.value()), change, share, mark());
        }

        private String mark() {
            return switch (isNoise() ? Better.NEITHER : metric.better()) {
                case NEITHER -> "";
                case LOWER -> size() < 0 ? "better" : "WORSE";
                case HIGHER -> size() > 0 ? "better" : "WORSE";
            };
        }

        private boolean isNoise() {
            double share = Math.abs(size() / before);
            return switch (metric.unit()) {
                case COUNT, PERCENT -> false;
                case DURATION -> share <= NOISE || Math.abs(size()) <= NOISE_MILLIS;
                case RATE -> share <= NOISE;
            };
        }
    }

    /**
     * Makes a comparison with an older run.
     *
     * @param file the JSON report of the older run
     * @throws IllegalArgumentException if the file cannot be read or is no such report
     */
    public static Comparison with(Path file) {
        try {
            JsonObject old = new JsonObject(Files.readString(file));
            if (!JsonReport.FORMAT.equals(old.getValue("format")) || !(old.getValue("figures") instanceof JsonObject)) {
                throw new IllegalArgumentException("--compare must name a report of the load tester (\"format\": \""
                        + JsonReport.FORMAT + "\"), was " + file);
            }
            return new Comparison(old, file.toString());
        } catch (IOException | DecodeException unreadable) {
            throw new IllegalArgumentException(
                    "--compare must name a report.json that can be read, was " + file + ": " + unreadable, unreadable);
        }
    }

    /** Returns the comparison as a table for a terminal. It marks what became better or worse. */
    public String with(Report report, int width) {
        Page page = new Page(width).blank().paragraph("against " + name);
        differencesOfPlan(report).forEach(difference -> page.indented("not the same plan: " + difference));
        Page.Table changes = table(report);
        boolean areAll = changes.rows().isEmpty();
        if (!areAll) {
            page.indentedTable(changes);
        }
        return page.indented(ofOthers(areAll, compared(report).isEmpty())).toString();
    }

    private static String ofOthers(boolean areAll, boolean areNone) {
        if (areNone) {
            return "no figure was measured in both runs";
        }
        return "all " + (areAll ? "" : "other ") + "figures that were measured in both runs have not changed";
    }

    /** Returns a table with a row for each figure that was measured in both runs and changed. */
    Page.Table table(Report report) {
        List<List<String>> rows = compared(report).stream()
                .filter(change -> change.size() != 0)
                .map(Change::cells)
                .toList();
        return new Page.Table(HEADS, rows, WIDTHS);
    }

    /** The file of the older report. */
    String name() {
        return name;
    }

    private List<Change> compared(Report report) {
        JsonObject before = old.getJsonObject("figures");
        return Metrics.of(report).stream()
                .filter(metric -> before.getValue(metric.name()) instanceof Number && metric.isMeasured())
                .map(metric -> new Change(metric, before.getDouble(metric.name())))
                .toList();
    }

    /** Returns the settings that differ between the two plans. Figures may differ for this reason, too. */
    List<String> differencesOfPlan(Report report) {
        if (!(old.getValue("plan") instanceof JsonObject before)) {
            return List.of("the older report has none");
        }
        JsonObject after = new JsonObject(PlanTable.of(report.plan()));
        TreeSet<String> settings = new TreeSet<>(after.fieldNames());
        settings.addAll(before.fieldNames());
        return settings.stream()
                .filter(setting -> !Objects.equals(before.getValue(setting), after.getValue(setting)))
                .map(setting ->
                        "%s is %s, was %s".formatted(setting, after.getValue(setting), before.getValue(setting)))
                .toList();
    }
}
