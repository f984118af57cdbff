package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.plan.Plan;
import java.util.List;
import java.util.Locale;

/** The progress of a run: a few lines that a terminal redraws each second, or one line for a file. */
public final class Progress {
    private static final int LABEL_WIDTH = 11;
    private static final int BAR_WIDTH = 30;
    private static final String FULL = "\u2588";
    private static final String EMPTY = "\u2591";

    private final Plan plan;

    /** Makes the texts for a run of {@code plan}. */
    public Progress(Plan plan) {
        this.plan = plan;
    }

    /** The steps of a run in their order. */
    public enum Step {
        CONNECTING,
        WARMING,
        MEASURING,
        DRAINING,
        CLOSING;

        String text() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns the lines for a terminal.
     *
     * @param now the counts since the run began
     * @param row the last second
     * @param width the longest line
     */
    public List<String> lines(Snapshot now, Row row, int width) {
        Snapshot.Sockets sockets = now.sockets();
        Page page = new Page(width, LABEL_WIDTH).label(row.at().step().text());
        String bar = bar(sockets.open(), plan.sockets());
        String time = clock(row.at().endNanos());
        page.line(
                "%s  %s of %s open, %s into a run that measures %s",
                bar, sockets.open(), plan.sockets(), time, Durations.text(plan.duration()));
        page.label("sockets");
        page.line(
                "opening %s, failed attempts %s, lost connections %s", opening(row), sockets.failed(), sockets.lost());
        String bytes = Figures.bytesPerSecond(row.at().rate(row.traffic().receivedBytes()));
        page.label("messages").line("published %s, received %s", published(now, row), received(now, row, ", " + bytes));
        page.label("latency").line("%s", latency(row));
        page.label("tester");
        page.line(
                "late by %s, busiest loop %s of a core, garbage %s ms",
                Figures.millis(row.tester().lateNanos()),
                Figures.percent(row.tester().busy()),
                row.tester().collectingMillis());
        return page.toString().lines().toList();
    }

    /** Returns the same as one line. */
    public String line(Snapshot now, Row row) {
        Snapshot.Sockets sockets = now.sockets();
        return Figures.text(
                        "%-10s %s of %s open (%s), published %s, received %s, latency %s,",
                        row.at().step().text(),
                        sockets.open(),
                        plan.sockets(),
                        opening(row),
                        published(now, row),
                        received(now, row, ""),
                        latency(row))
                + Figures.text(" failed attempts %s, lost connections %s", sockets.failed(), sockets.lost());
    }

    private static String published(Snapshot now, Row row) {
        return Figures.text(
                "%s (%s)", now.traffic().published(), rate(row, row.traffic().published()));
    }

    /** @param more is added after the rate, in the same brackets */
    private static String received(Snapshot now, Row row, String more) {
        return Figures.text(
                "%s (%s%s)", now.traffic().received(), rate(row, row.traffic().received()), more);
    }

    private static String opening(Row row) {
        return rate(row, row.sockets().opened());
    }

    private static String rate(Row row, long count) {
        return Figures.perSecond(count, row.at().nanos());
    }

    private static String latency(Row row) {
        Row.Latency latency = row.latency();
        return latency.count() == 0
                ? "none measured"
                : Figures.text(
                        "p50 %s, p99 %s, max %s",
                        Figures.millis(latency.p50()), Figures.millis(latency.p99()), Figures.millis(latency.max()));
    }

    private static String bar(long done, long all) {
        int full = Math.clamp(done * BAR_WIDTH / all, 0, BAR_WIDTH);
        return FULL.repeat(full) + EMPTY.repeat(BAR_WIDTH - full);
    }

    private static String clock(long nanos) {
        long seconds = nanos / 1_000_000_000;
        return String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60);
    }
}
