package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.connect.FailureClass;
import dev.carillon.loadtest.measure.CloseTally.Close;
import dev.carillon.loadtest.measure.Snapshot.Sockets;
import dev.carillon.loadtest.measure.Snapshot.Traffic;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Progress.Step;
import dev.carillon.page.Browser;
import dev.carillon.websocket.CloseCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTML report in headless Chromium: all plots are drawn, nothing is fetched and no error is logged. */
class HtmlReportTest {
    private static final long SECOND = 1_000_000_000;
    private static final String SCRIPT = "<script>document.title = 'taken'</script>";

    /** A script that returns for each plot whether it is drawn: whether its canvas has more than 20 colours. */
    private static final String DRAWN = """
            return [...document.querySelectorAll('.plot')].map(plot => {
              const canvas = plot.querySelector('canvas');
              if (!canvas) return plot.id + ' has no canvas';
              const pixels = new Uint32Array(
                  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
              return plot.id + (new Set(pixels).size > 20 ? ' is drawn' : ' is empty');
            })""";

    private static Browser browser;

    @TempDir
    private Path directory;

    private final Reports run = new Reports();

    @BeforeAll
    static void startBrowser() throws IOException {
        browser = Browser.startIfThere();
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void allPlotsAreDrawnAndNothingIsFetched() throws IOException {
        open(fanout());

        assertThat((Iterable<?>) browser.evaluate(DRAWN))
                .extracting(Object::toString)
                .containsExactly(
                        "latency is drawn",
                        "connections is drawn",
                        "opening is drawn",
                        "messages is drawn",
                        "closes is drawn",
                        "spectrum is drawn",
                        "tester is drawn");
        assertThat(browser.evaluate("return performance.getEntriesByType('resource').length"))
                .isEqualTo(0);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRunThatOnlyHeldConnectionsIsDrawnToo() throws IOException {
        run.open(10);
        run.keepAlives.countAnswered(2_000_000);
        addSeconds(20);
        open(run.idle(10));

        assertThat((Iterable<?>) browser.evaluate(DRAWN))
                .extracting(Object::toString)
                .allMatch(plot -> plot.endsWith("is drawn"));
        assertThat(texts(".tile dt"))
                .startsWith("WebSockets held", "Opened", "Keep-alives answered", "Longest silence");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theReportOfARunWithoutSamplesOpens() throws IOException {
        open(run.idle(10));

        assertThat(texts("h1")).containsExactly("0 of 10 WebSockets were held for 1m.");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theReportShowsTheVerdictAndTheFiguresOfTheRun() throws IOException {
        open(fanout(), "lost==0", "delivery.p99<1s");

        assertThat(texts(".badge")).containsExactly("FAILED");
        assertThat(texts("h1")).containsExactly("3 of 4 deliveries arrived, 99 % of them within 9.00 ms.");
        assertThat(texts(".reasons li"))
                .containsExactly("1 connection closed too early", "expected lost==0, but was 1");
        assertThat(texts(".tile dd")).anyMatch(figure -> figure.startsWith("75.0000 %"));
        assertThat(texts("td.bad")).containsExactly("NO");
        assertThat(texts("section.pairs td")).contains("carillon loadtest fanout -c 10", "2 of A Processor <7>");
    }

    @Test
    void figuresThatAreWorseThanInAnOlderRunAreHighlighted() throws IOException {
        Report report = fanout();
        Path old = directory.resolve("old.json");
        Reports better = new Reports();
        better.open(11);
        better.deliver(1, 1);
        better.deliveries.countExpected(1, 0);
        Files.writeString(old, JsonReport.of(better.fanout(10), Verdict.of(report), Reports.CIRCUMSTANCES));
        open(report, Optional.of(Comparison.with(old)), List.of());

        assertThat(texts("h3")).contains("Against " + old);
        assertThat(texts("td.bad")).contains("WORSE");
    }

    @Test
    void theAnswerOfAServerIsShownAsTextAndNotExecuted() throws IOException {
        run.opening.count(FailureClass.BAD_HANDSHAKE, SCRIPT);
        open(fanout());

        assertThat(browser.evaluate("return document.title")).asString().startsWith("FAILED: ws://127.0.0.1");
        assertThat(texts("section.pairs th")).contains("attempt failed: bad handshake (" + SCRIPT + ")");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void thePageHasStylesForLightDarkAndPrint() throws IOException {
        open(fanout());

        assertThat(browser.evaluate(
                        "return getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"))
                .isIn("#ffffff", "#10161d");
        assertThat(browser.evaluate("return [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])"
                        + ".filter(rule => rule.media).map(rule => rule.media.mediaText).join('; ')"))
                .asString()
                .contains("(prefers-color-scheme: dark)", "print");
    }

    private Report fanout() {
        run.open(11);
        run.closes.unexpected.increment(new Close(CloseCause.PEER, 1012));
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 5);
        run.deliver(2, 7);
        run.deliver(4, 9);
        run.deliveries.countExpected(4, 1);
        run.loops.countLateness(1_000_000, 10_000_000);
        addSeconds(30);
        return run.fanout(10);
    }

    private void addSeconds(int count) {
        for (int second = 1; second <= count; second++) {
            Sockets sockets = new Sockets(second < count ? 11 : 0, 11, 2, second < count ? 0 : 10, 1);
            Traffic traffic = new Traffic(10L * second, 3L * second, 100L * second, 12_800L * second);
            Step step = second < 3 ? Step.CONNECTING : second < count ? Step.MEASURING : Step.CLOSING;
            run.timeline.add(
                    step, second * SECOND, ProgressTest.snapshot(sockets, traffic, 1, second, 40), Reports.USE);
        }
    }

    private void open(Report report, String... expected) throws IOException {
        Workload workload = report.plan().workload();
        open(
                report,
                Optional.empty(),
                List.of(expected).stream()
                        .map(text -> Expectation.of(text, workload))
                        .toList());
    }

    private void open(Report report, Optional<Comparison> older, List<Expectation> expectations) throws IOException {
        Path page = directory.resolve("report.html");
        Verdict verdict = Verdict.of(report, expectations);
        Files.writeString(page, HtmlReport.of(report, verdict, Reports.CIRCUMSTANCES, older));
        browser.open(page.toUri().toString());
    }

    private static List<String> texts(String selector) {
        return browser.texts(selector);
    }
}
