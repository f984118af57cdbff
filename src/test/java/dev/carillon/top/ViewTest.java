package dev.carillon.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The view of some nodes' metrics. */
class ViewTest {
    private static final long START = -3; // nanoTime may be anything

    private static final String EARLIER = """
            # HELP carillon_connections Open WebSockets and event streams
            # TYPE carillon_connections gauge
            carillon_connections 18000.0
            carillon_connections_limit 20000.0
            carillon_handshake_rate_limit +Inf
            carillon_publications_total 100.0
            carillon_deliveries_total 1000.0
            carillon_sent_bytes_total 0.0
            carillon_handshakes_accepted_total 18000.0
            carillon_handshakes_turned_away_total{reason="rate"} 7.0
            carillon_handshakes_turned_away_total{reason="stopping"} 0.0
            carillon_publish_to_last_write_seconds_bucket{le="0.01"} 100
            carillon_publish_to_last_write_seconds_bucket{le="0.1"} 100
            carillon_publish_to_last_write_seconds_bucket{le="+Inf"} 100
            process_cpu_seconds_total 10.0
            process_resident_memory_bytes 1.2345E8
            """;

    private static final String LATER = """
            carillon_connections 19000.0
            carillon_connections_limit 20000.0
            carillon_publications_total 120.0
            carillon_deliveries_total 361000.0
            carillon_sent_bytes_total 5000000.0
            carillon_handshakes_accepted_total 19000.0
            carillon_handshakes_turned_away_total{reason="rate"} 31.0
            carillon_handshakes_turned_away_total{reason="stopping"} 0.0
            carillon_publish_to_last_write_seconds_bucket{le="0.01"} 150
            carillon_publish_to_last_write_seconds_bucket{le="0.1"} 200
            carillon_publish_to_last_write_seconds_bucket{le="+Inf"} 200
            process_cpu_seconds_total 13.0
            process_resident_memory_bytes 1.2345E8
            carillon_outbox_bytes 90.0
            carillon_outbox_bytes_limit 100.0
            """;

    private static final NodeState BUSY = node("10.0.0.11:8081", figures(EARLIER, LATER));
    private static final NodeState SILENT =
            new NodeState("10.0.0.12:8081", NodeSample.NONE, Optional.of("no connection"), Optional.empty());

    @Test
    void ratesAreOverTheTimeBetweenTwoScrapes() {
        NodeSample figures = BUSY.figures();
        assertThat(figures.published()).hasValue(10);
        assertThat(figures.delivered()).hasValue(180_000);
        assertThat(figures.opened()).hasValue(500);
        assertThat(figures.cpu()).hasValue(1.5);
        assertThat(figures.full()).hasValue(0.95);
    }

    @Test
    void aQuantileIsInterpolatedAsByPrometheus() {
        assertThat(BUSY.figures().fanOutSeconds().orElseThrow()).isCloseTo(0.0982, within(1e-9));
        assertThat(figures(LATER, LATER).fanOutSeconds())
                .as("nothing was published")
                .isEmpty();
    }

    @Test
    void aQuantileAboveTheLastBoundIsThatBound() {
        String slow = LATER.replace("le=\"+Inf\"} 200", "le=\"+Inf\"} 900");
        assertThat(figures(EARLIER, slow).fanOutSeconds()).hasValue(0.1);
    }

    @Test
    void aRestartedNodeCountsFromZero() {
        String anew = EARLIER;
        assertThat(figures(LATER, anew).published()).hasValue(50);
    }

    @Test
    void theFirstScrapeHasNoRates() {
        NodeSample first = NodeSample.of(scrape(LATER, 0));
        assertThat(first.connections()).hasValue(19_000);
        assertThat(first.published()).isEmpty();
        assertThat(first.fanOutSeconds()).isEmpty();
        assertThat(first.notes()).contains("connections at 95% of the limit").noneMatch(note -> note.contains("/s"));
    }

    @Test
    void eightyColumnsShowTheImportantFigures() {
        assertThat(text(new View(List.of(SILENT, BUSY)), 24, 80, NodeColumn.CONNS))
                .containsExactly(
                        "2 nodes, 1 silent, 19,000 connections",
                        "10 publications/s, 180k deliveries/s, 2.50MB/s out, 500 opened/s",
                        "",
                        "NODE                  CONNS FULL  PUB/s DELIV/s OUT B/s    P99   LATE  CPU   MEM",
                        "10.0.0.11:8081       19,000  95%     10    180k   2.50M   98ms      - 150%  123M",
                        "10.0.0.12:8081      no connection",
                        "",
                        "10.0.0.11:8081  connections at 95% of the limit",
                        "10.0.0.11:8081  outbox bytes at 90% of the limit",
                        "10.0.0.11:8081  turned away 12/s: rate");
    }

    @Test
    void aNodeThatIsNotReadyIsShownWithItsReason() {
        NodeState draining = new NodeState(
                "a:8081",
                NodeSample.of(scrape(LATER, 0)),
                Optional.empty(),
                Optional.of("draining: the service stops"));
        assertThat(text(new View(List.of(draining)), 24, 80, NodeColumn.CONNS))
                .startsWith("1 node, 1 not ready, 19,000 connections")
                .contains("a:8081  not ready: draining: the service stops");
    }

    @Test
    void linesThatDoNotFitAreCountedAndNoneIsTooWide() {
        List<NodeState> many = IntStream.range(0, 100)
                .mapToObj(i -> node("a-node-with-quite-a-long-name-" + i + ":8081", BUSY.figures()))
                .toList();
        for (int rows : new int[] {1, 2, 5, 10, 24}) {
            for (int columns : new int[] {1, 20, 80, 200}) {
                List<String> lines = text(new View(many), rows, columns, NodeColumn.NODE);
                assertThat(lines).hasSizeLessThanOrEqualTo(rows);
                assertThat(lines).allMatch(line -> line.length() <= columns);
            }
        }
        assertThat(text(new View(many), 24, 80, NodeColumn.NODE))
                .hasSize(24)
                .contains("… and 92 more nodes", "… and 291 more notes");
    }

    @Test
    void theLargestComesFirstAndUnknownValuesLast() {
        NodeState idle = node("b", figures(EARLIER, EARLIER));
        View view = new View(List.of(SILENT, idle, BUSY));
        assertThat(text(view, 24, 80, NodeColumn.DELIV).subList(4, 7))
                .extracting(line -> line.substring(0, 2))
                .containsExactly("10", "b ", "10");
        assertThat(text(view, 24, 80, NodeColumn.NODE).subList(4, 7))
                .extracting(line -> line.substring(0, 14).strip())
                .containsExactly("10.0.0.11:8081", "10.0.0.12:8081", "b");
    }

    @Test
    void amountsFitTheirColumns() {
        assertThat(List.of(
                        Amounts.count(0),
                        Amounts.count(0.5),
                        Amounts.count(999),
                        Amounts.count(999.6),
                        Amounts.count(12_345),
                        Amounts.count(1.5e9)))
                .containsExactly("0", "0.50", "999", "1.00k", "12.3k", "1.50G");
        assertThat(List.of(Amounts.seconds(0.0004), Amounts.seconds(0.25), Amounts.seconds(1.25), Amounts.seconds(30)))
                .containsExactly("0.4ms", "250ms", "1.3s", "30s");
    }

    private static List<String> text(View view, int rows, int columns, NodeColumn sort) {
        return view.lines(rows, columns, sort).stream().map(Line::text).toList();
    }

    private static NodeState node(String name, NodeSample figures) {
        return new NodeState(name, figures, Optional.empty(), Optional.empty());
    }

    private static NodeSample figures(String earlier, String later) {
        return NodeSample.of(new Change(scrape(earlier, 0), scrape(later, 2)));
    }

    private static Scrape scrape(String page, int seconds) {
        return Scrape.of(page, START + TimeUnit.SECONDS.toNanos(seconds));
    }
}
