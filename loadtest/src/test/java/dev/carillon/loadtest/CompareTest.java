package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the whole of {@code compare} against the service, which it starts in a separate process. */
class CompareTest {
    @TempDir
    private Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    void aServiceIsStartedMeasuredAndStopped() throws IOException {
        Path start = Files.createDirectory(directory.resolve("carillon")).resolve("start");
        Files.writeString(
                start,
                "#!/bin/sh\nexec '%s/bin/java' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '%s'"
                                .formatted(System.getProperty("java.home"), System.getProperty("java.class.path"))
                        + " dev.carillon.Carillon serve --port \"$1\" --management-port 0 --drain 0s\n");
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path reports = directory.resolve("reports");
        StringWriter out = new StringWriter();

        int code = new CommandLine(new LoadTestCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(
                        "compare",
                        "--peers-in",
                        directory.toString(),
                        "--peers",
                        "carillon",
                        "--rounds",
                        "1",
                        "--idle",
                        "2k",
                        "-c",
                        "20",
                        "--windows",
                        "2",
                        "--warm-up",
                        "500ms",
                        "--duration",
                        "1s",
                        "--out",
                        reports.toString());

        assertThat(code).as("%s", out).isEqualTo(ExitCode.PASSED.code());
        assertThat(out.toString())
                .contains("| server | window 2 | RSS per idle socket | CPU per accept | p99 at 10/s |")
                .containsPattern("\\| carillon .+ \\| \\d+k \\| .+ \\| \\d+ us \\| [\\d.]+ ms\\*? \\|")
                .isEqualTo(Files.readString(reports.resolve("table.md")));
        assertThat(reports.resolve("1-carillon-window-2.json")).isNotEmptyFile();
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(each -> each.info()
                                .arguments()
                                .map(arguments -> String.join(" ", arguments).contains("dev.carillon.Carillon serve"))
                                .orElse(false)))
                .as("services that are left")
                .isEmpty();
    }
}
