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

/** The changes since an older run, figure by figure. */
public final class Comparison {
    /** Runs of the same thing differ by this much anyway. */
    private static final double NOISE = 0.05;

    /** So do short durations, by a few hundredths of a millisecond. */
    private static final double NOISE_MILLIS = 0.05;

    private static final List<String> HEADS = List.of("", "before", "after", "change", "share", "");
    private static final List<Integer> WIDTHS = List.of(22, 12, 12, 12, 8, 0);

    private final JsonObject old;
    private final String name;

    private Comparison(JsonObject old, String name) {
        this.old = old;
        this.name = name;
    }

    /** A figure now, and what it was, in the measure of its unit. */
    private record Change(Metric metric, double before) {

        double size() {
            return metric.value() - before;
        }

        List<String> cells() {
            Unit unit = metric.unit();
            // Empty where it was nothing.
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
     * With the report that a run has left in {@code file}.
     *
     * @throws IllegalArgumentException when it is not such a report
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

    /** The comparison as a table for the terminal, with a mark at what got worse. */
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
        return "all " + (areAll ? "" : "other ") + "figures that were measured in both runs are as they were";
    }

    /** A row for each figure of both runs that changed. */
    Page.Table table(Report report) {
        List<List<String>> rows = compared(report).stream()
                .filter(change -> change.size() != 0)
                .map(Change::cells)
                .toList();
        return new Page.Table(HEADS, rows, WIDTHS);
    }

    /** The name of the older report. */
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

    /** Where the two runs were not to do the same: then their figures differ for that reason too. */
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
