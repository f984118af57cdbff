package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.Snapshot;
import java.time.Duration;
import java.util.Locale;

/** How far a run is, as one line. */
public final class Progress {
    private Snapshot last = Snapshot.NOTHING;
    private long lastNanos;

    public Progress(long nowNanos) {
        this.lastNanos = nowNanos;
    }

    /** The steps of a run, as people see them. */
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
     * The line for now; rates are those since the line before.
     *
     * @param sockets how many there should be
     */
    public String line(Step step, Snapshot now, long nowNanos, int sockets) {
        long nanos = nowNanos - lastNanos;
        String line =
                "%-10s %s of %s open (%s), sent %s (%s), received %s (%s), failed attempts %s, lost connections %s"
                        .formatted(
                                step.text(),
                                Figures.count(now.open()),
                                Figures.count(sockets),
                                Figures.perSecond(Math.max(0, now.open() - last.open()), nanos),
                                Figures.count(now.sent()),
                                Figures.perSecond(now.sent() - last.sent(), nanos),
                                Figures.count(now.received()),
                                Figures.perSecond(now.received() - last.received(), nanos),
                                Figures.count(now.failures()),
                                Figures.count(now.closed()));
        last = now;
        lastNanos = nowNanos;
        return line;
    }

    /** How long to wait between two lines on a screen, and in a file that somebody reads later. */
    public static Duration pause(boolean screen) {
        return screen ? Duration.ofMillis(250) : Duration.ofSeconds(5);
    }
}
