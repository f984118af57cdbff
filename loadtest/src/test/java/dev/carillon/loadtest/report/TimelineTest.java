package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Snapshot.Sockets;
import dev.carillon.loadtest.measure.Snapshot.Traffic;
import dev.carillon.loadtest.report.Progress.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final long SECOND = 1_000_000_000;

    private final Timeline timeline = new Timeline(0);

    @Test
    void aRowContainsTheChangesSinceThePreviousRow() {
        add(Step.CONNECTING, 1, new Sockets(10, 10, 1, 0, 0), new Traffic(0, 0, 0, 0));
        Row row = add(Step.MEASURING, 3, new Sockets(11, 14, 1, 1, 2), new Traffic(5, 6, 70, 800), 10, 20);

        assertThat(row.sockets()).isEqualTo(new Sockets(11, 4, 0, 1, 2));
        assertThat(row.traffic()).isEqualTo(new Traffic(5, 6, 70, 800));
        assertThat(row.at()).isEqualTo(new Row.Span(Step.MEASURING, 3 * SECOND, 2 * SECOND));
        assertThat(row.at().rate(row.traffic().received())).isEqualTo(35);
        assertThat(row.latency().count()).isEqualTo(2);
        assertThat(row.latency().p50() / 1_000_000).isEqualTo(10);
        assertThat(row.latency().max() / 1_000_000).isEqualTo(20);
        assertThat(row.tester()).isEqualTo(new Row.Tester(3_000_000, 0.4, 0.25, 12));
    }

    @Test
    void aSecondInWhichNothingWasMeasuredHasNoLatency() {
        Row row = add(Step.CONNECTING, 1, new Sockets(0, 0, 0, 0, 0), new Traffic(0, 0, 0, 0));

        assertThat(row.latency()).isEqualTo(new Row.Latency(0, 0, 0, 0, 0, 0));
    }

    @Test
    void mergedRowsAddTheirCountsAndKeepTheWorstLatency() {
        for (int second = 1; second <= 5; second++) {
            add(
                    Step.MEASURING,
                    second,
                    new Sockets(second, second, 0, 0, second),
                    new Traffic(0, 0, 7L * second, 0),
                    second);
        }

        List<Row> rows = timeline.rows(2);

        assertThat(rows).extracting(row -> row.traffic().received()).containsExactly(21L, 14L);
        assertThat(rows).extracting(row -> row.sockets().open()).containsExactly(3, 5);
        assertThat(rows).extracting(row -> row.at().nanos()).containsExactly(3 * SECOND, 2 * SECOND);
        assertThat(rows).extracting(row -> row.latency().p50() / 1_000_000).containsExactly(3L, 5L);
        assertThat(timeline.rows(5)).isEqualTo(timeline.rows());
    }

    @Test
    void theNumberOfRowsIsBounded() {
        for (int second = 1; second <= Timeline.ROWS_MAX + 3; second++) {
            timeline.add(Step.MEASURING, second * SECOND, Snapshot.NOTHING, Reports.USE);
        }

        assertThat(timeline.rows()).hasSize(Timeline.ROWS_MAX);
    }

    @Test
    void theCsvHasAHeaderAndALinePerRow() {
        add(Step.CONNECTING, 1, new Sockets(10, 10, 1, 0, 0), new Traffic(0, 2, 0, 0));
        add(Step.MEASURING, 2, new Sockets(9, 10, 1, 0, 1), new Traffic(1, 4, 10, 1280), 8);

        assertThat(ReportFiles.csv(timeline)).isEqualTo("""
                seconds,length,step,open,opened,failed,closed,lost,published,keepAlives,received,receivedBytes,\
                measured,p50,p90,p99,p999,max,testerLate,testerBusy,testerCores,testerGarbage
                1.0,1.0,CONNECTING,10,10,1,0,0,0,2,0,0,0,0.0,0.0,0.0,0.0,0.0,3.0,0.4,0.25,12
                2.0,1.0,MEASURING,9,0,0,0,1,1,2,10,1280,1,8.004,8.004,8.004,8.004,8.004,3.0,0.4,0.25,12
                """);
    }

    private Row add(Step step, long second, Sockets sockets, Traffic traffic, long... millis) {
        return timeline.add(step, second * SECOND, ProgressTest.snapshot(sockets, traffic, millis), Reports.USE);
    }
}
