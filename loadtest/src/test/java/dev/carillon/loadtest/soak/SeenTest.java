package dev.carillon.loadtest.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Figures of a process are read from its metrics page, from the output of {@code jcmd} and from the system. */
class SeenTest {
    private static final String PAGE = """
            # HELP carillon_connections Open WebSockets
            carillon_connections 19000.0
            carillon_closed_total{cause="outbox_full"} 12.0
            carillon_publish_to_last_write_seconds_max 0.1
            carillon_publish_to_last_write NaN
            jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 7.0E6
            http_requests_total 5
            """;

    @Test
    void theFiguresOfTheServiceAreReadFromItsMetricsPage() {
        assertThat(ServiceProcess.counters(PAGE))
                .isEqualTo(
                        Map.of("carillon_connections", 19000.0, "carillon_closed_total{cause=\"outbox_full\"}", 12.0));
    }

    @Test
    void theLiveHeapIsTheTotalOfTheClassHistogram() {
        String answer = """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         10000         600000  [B (java.base@25)
                   2:          5000         120000  java.lang.String (java.base@25)
                Total         15000         720000
                """;

        assertThat(Jcmd.liveBytes(answer)).hasValue(720_000);
        assertThat(Jcmd.liveBytes("1234: No such process")).isEmpty();
    }

    @Test
    void nativeMemoryIsTheMemoryCommittedOutsideTheHeap() {
        String answer = """
                Native Memory Tracking:

                Total: reserved=1504331KB, committed=90112KB
                       malloc: 20000KB #1000
                -                 Java Heap (reserved=1000000KB, committed=32768KB)
                -                     Class (reserved=1048576KB, committed=1024KB)
                """;

        assertThat(Jcmd.nativeBytes(answer)).hasValue((90112 - 32768) * 1024.0);
        assertThat(Jcmd.nativeBytes("Native memory tracking is not enabled")).isEmpty();
    }

    @Test
    void memoryThreadsAndDescriptorsOfAProcessAreRead() throws Exception {
        Sample sample = new ServiceProcess(ProcessHandle.current().pid(), Optional.empty())
                .check("--pid")
                .look(false);

        assertThat(sample.values()).containsOnlyKeys(Gauge.RSS, Gauge.THREADS, Gauge.DESCRIPTORS);
        assertThat(sample.value(Gauge.RSS).orElseThrow()).isGreaterThan(10 << 20);
        assertThat(sample.value(Gauge.THREADS).orElseThrow()).isGreaterThan(3);
        assertThat(sample.value(Gauge.DESCRIPTORS).orElseThrow()).isGreaterThan(3);
        assertThatThrownBy(() -> new ServiceProcess(0, Optional.empty()).check("--pid"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--pid must be a process of this user, was 0");
    }

    @Test
    void theLiveHeapOfThisProcessIsRead() throws Exception {
        Sample sample = new ServiceProcess(ProcessHandle.current().pid(), Optional.empty()).look(true);

        assertThat(sample.value(Gauge.HEAP).orElseThrow())
                .isBetween(1e6, (double) Runtime.getRuntime().maxMemory());
    }

    @Test
    void systemFiguresAreReadWithoutAMetricsPage() throws Exception {
        Sample sample = new ServiceProcess(
                        ProcessHandle.current().pid(), Optional.of(URI.create("http://127.0.0.1:1/metrics")))
                .look(false);

        assertThat(sample.values()).containsOnlyKeys(Gauge.RSS, Gauge.THREADS, Gauge.DESCRIPTORS);
        assertThat(sample.counters()).isEmpty();
        assertThat(sample.missing().orElseThrow()).startsWith("its metrics: java.net.ConnectException");
    }

    @Test
    void aProcessThatHasEndedIsReported() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertThatThrownBy(() -> new ServiceProcess(process.pid(), Optional.empty()).look(false))
                .isInstanceOf(IOException.class)
                .hasMessage("process " + process.pid() + " has ended");
    }

    @Test
    void samplingContinuesAfterAFailureAndReportsIt() throws Exception {
        CountDownLatch looks = new CountDownLatch(4);
        ServiceSampler watch = new ServiceSampler(
                collect -> {
                    looks.countDown();
                    if (looks.getCount() == 2) {
                        throw new IOException("no answer");
                    }
                    return new Sample(System.nanoTime(), Map.of(), Map.of(), Optional.empty(), Optional.empty());
                },
                Duration.ofMillis(1),
                Duration.ofMillis(1));
        watch.start();
        assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
        ServiceSampler.Seen seen = watch.stop();

        assertThat(seen.samples()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(seen.looks()).isEqualTo(seen.samples().size() + 1);
        assertThat(seen.failures()).isEqualTo(1);
        assertThat(seen.failure()).hasValue("java.io.IOException: no answer");
    }
}
