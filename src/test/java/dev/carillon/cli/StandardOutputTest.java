package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose output cannot be written. */
@Timeout(30)
class StandardOutputTest {
    @Test
    void aFailedWriteOfAPrintWriterIsReported() {
        List<IOException> failures = new ArrayList<>();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        PrintWriter out = StandardOutput.writer(new StandardOutput(broken, failures::add));
        assertThat(failures).isEmpty();
        out.println("hello");
        assertThat(failures)
                .singleElement()
                .extracting(StandardOutput::exitCode)
                .isEqualTo(141);
    }

    @Test
    void otherFailuresHaveAnotherExitCode() {
        assertThat(StandardOutput.exitCode(new IOException("No space left on device")))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "--help", "loadtest --help"})
    void aCommandEndsWithoutAMessageWhenItsOutputIsClosed(String command) throws Exception {
        Process process = start(command.split(" "));
        process.getInputStream().close();
        assertThat(process.errorReader().lines()).isEmpty();
        assertThat(exitCode(process)).isEqualTo(141);
    }

    @Test
    void aSubscriptionEndsWithItsReaderBeforeTheNextMessage() throws Exception {
        try (CommandService service = CommandService.start()) {
            Process process = start("subscribe", "--url", service.url(), "t");
            BufferedReader err = process.errorReader();
            assertThat(err.readLine()).isEqualTo("subscribed to t");
            service.publish("t", "text/plain", "é".getBytes(UTF_8));
            // In UTF-8, although the locale has only ASCII.
            assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("t\té");
            process.getInputStream().close();
            assertThat(err.lines()).isEmpty();
            assertThat(exitCode(process)).isEqualTo(141);
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@src/main/launcher/jvm.options",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.carillon.Carillon"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
