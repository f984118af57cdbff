package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ServerWatchTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void descendantsAreCountedAsPartOfTheServer() throws IOException, InterruptedException {
        // A shell that waits for a child, another shell that uses the processor until the test ends it.
        Process server = new ProcessBuilder("/bin/sh", "-c", "/bin/sh -c 'while :; do :; done' & wait").start();
        try {
            ServerWatch watch = ServerWatch.of(server.pid());
            watch.begin();
            do {
                Thread.onSpinWait();
                watch.open();
            } while (watch.use().opening().compareTo(Duration.ofMillis(100)) < 0);
            watch.measure();
            watch.end();

            assertThat(watch.use().residentOpen()).as("two shells").isGreaterThan(500_000);
            assertThat(watch.use().measuring()).isLessThan(watch.use().opening());
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatHasEndedIsRefused() throws IOException, InterruptedException {
        Process gone = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        gone.waitFor();

        assertThatThrownBy(() -> ServerWatch.of(gone.pid()))
                .hasMessage("--server-pid must be a process of this machine that runs, was " + gone.pid());
    }
}
