package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.config.LaneChoice;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code carillon top} as a process, with a real node. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class TopProcessTest {
    private static final int CTRL_C = 3;

    private TestService service;

    @BeforeAll
    void start() {
        service = TestService.on(LaneChoice.FAST);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private String node() {
        return "127.0.0.1:" + service.service.managementPort();
    }

    @Test
    void oncePrintsOneTableWithRatesAndWithoutEscapes() throws Exception {
        try (RawClient client = service.open("/topics/a");
                CarillonProcess top = CarillonProcess.start("", List.of("top", "--once", node(), "127.0.0.1:1"))) {
            assertThat(top.await(Pattern.compile(".*")).group()).isEqualTo("2 nodes, 1 silent, 1 connections");
            top.await(Pattern.compile("NODE +CONNS FULL OPEN/s +PUB/s DELIV/s OUT B/s +P99 +LATE +CPU +MEM"));
            top.await(Pattern.compile(node() + " +1 +0% +0 +0 +0 .*\\d%? +[\\d.]+M"));
            top.await(Pattern.compile("127\\.0\\.0\\.1:1 +no connection"));
            assertThat(top.exitCode()).isZero();
            assertThat(client.socket.isClosed()).isFalse();
        }
    }

    @Test
    void topPrintsTableAfterTableUntilASignalStopsIt() throws Exception {
        try (CarillonProcess top = CarillonProcess.start("", List.of("top", "--interval", "100ms", node()))) {
            for (int table = 0; table < 2; table++) {
                top.await(Pattern.compile("1 node, [01] connections"));
                top.await(Pattern.compile(node() + " .*"));
            }
            top.signal("INT");
            top.drain();
            assertThat(top.exitCode()).isZero();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void topRedrawsTheTerminalAndRestoresIt() throws Exception {
        assumeTrue(hasScript(), "script(1) of util-linux makes the terminal");
        String screen = onTerminal("");
        assertThat(screen)
                .startsWith("\u001b[?1049h\u001b[?25l\u001b[H")
                .contains("\u001b[7mNODE ")
                .endsWith("\u001b[?25h\u001b[?1049l");
        assertThat(screen.split("\u001b\\[H", -1)).hasSizeGreaterThan(2);
        assertThat(screen.split("\r+\n|\u001b\\[H"))
                .allMatch(line -> line.replaceAll("\u001b\\[[?\\d]*\\w", "").length() <= 80);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theVariableNoColorDisablesColours() throws Exception {
        assumeTrue(hasScript(), "script(1) of util-linux makes the terminal");
        assertThat(onTerminal("NO_COLOR=1")).contains("\u001b[H").doesNotContainPattern("\u001b\\[\\d*m");
    }

    /** The output to a terminal of 24 lines of 80, until it has been drawn three times and Ctrl-C is typed. */
    private String onTerminal(String environment) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "stty rows 24 cols 80; export TERM=xterm " + environment + "; exec " + java
                + " @src/main/launcher/jvm.options -cp '" + System.getProperty("java.class.path")
                + "' dev.carillon.Carillon top --interval 100ms " + node();
        Process script = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .redirectErrorStream(true)
                .start();
        StringBuilder screen = new StringBuilder();
        try (Reader reader = script.inputReader(UTF_8)) {
            boolean typed = false;
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                screen.append((char) c);
                if (!typed && screen.toString().split("\u001b\\[H", -1).length > 3) {
                    script.getOutputStream().write(CTRL_C);
                    script.getOutputStream().flush();
                    typed = true;
                }
            }
        }
        assertThat(script.waitFor()).isZero();
        return screen.toString().replace("^C", "");
    }

    private static boolean hasScript() {
        return Files.isExecutable(Path.of("/usr/bin/script"));
    }
}
