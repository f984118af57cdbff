package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.BroadcastServer.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that is interrupted tells what it knows; in a process of its own, since that is what a signal ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EndEarlyTest {

    @Test
    void anInterruptedRunPrintsItsSummaryAndEndsWithItsOwnExitCode() throws IOException, InterruptedException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Process tester = start("loadtest", "idle", server.url("/"), "-c", "50", "--duration", "1h");
            try (BufferedReader err = tester.errorReader(StandardCharsets.UTF_8);
                    BufferedReader out = tester.inputReader(StandardCharsets.UTF_8)) {
                String line = err.readLine();
                while (line != null && !line.startsWith("Measuring")) {
                    line = err.readLine();
                }
                assertThat(line).contains("50 of 50 open");

                // SIGTERM; Ctrl-C is SIGINT, and the JVM does the same for both.
                tester.toHandle().destroy();
                String page = out.lines().collect(Collectors.joining("\n"));
                assertThat(page)
                        .startsWith("PASSED: 50 of 50 WebSockets were held for ")
                        .doesNotContain("for 1h");
                assertThat(tester.waitFor()).isEqualTo(ExitCode.PASSED.code());
            }
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "@src/main/launcher/jvm.options",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.carillon.Carillon"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
