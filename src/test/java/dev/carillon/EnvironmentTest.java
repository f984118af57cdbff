package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of {@code carillon serve} in variables. */
class EnvironmentTest {
    @TempDir
    private Path folder;

    @Test
    void aMistakeInAVariableNamesTheVariable() {
        assertThat(answer(Map.of("CARILLON_PORT", "abc")))
                .startsWith("Invalid value for option '--port': 'abc' is not an int in the variable CARILLON_PORT");
        assertThat(answer(Map.of("CARILLON_IDLE_TIMEOUT", "1s")))
                .startsWith("--idle-timeout must be 0 (none) or at least 2s, was 1000ms in the variable"
                        + " CARILLON_IDLE_TIMEOUT");
        assertThat(answer(Map.of("CARILLON_PORT", "abc"), "--port", "def")).doesNotContain("CARILLON_PORT");
    }

    @ParameterizedTest
    @CsvSource({
        "CARILLON_PROT, CARILLON_PORT",
        "CARILLON_IDLE_TIMOUT, CARILLON_IDLE_TIMEOUT",
        "CARILLON_NO_WARM_UP, CARILLON_WARM_UP",
        "CARILLON_CLUSTERS, CARILLON_CLUSTER"
    })
    void aMisspeltVariableStopsTheStartWithASuggestion(String written, String meant) {
        assertThat(answer(Map.of(written, "1")))
                .startsWith(
                        "expected a variable that is named after an option, such as CARILLON_PORT for --port, but was "
                                + written + " (did you mean " + meant + "?)");
    }

    @ParameterizedTest
    @CsvSource({"publish t m", "subscribe t", "doctor", "health", "config", "loadtest idle"})
    void noCommandRunsWithAMisspeltVariable(String command) {
        StringWriter err = new StringWriter();
        Carillon.commandLine(Map.of("CARILLON_IDLE_TIMOUT", "1", "CARILLON_PORT", "tcp://10.0.0.1:8080"))
                .setErr(new PrintWriter(err, true))
                .execute(command.split(" "));
        assertThat(err.toString())
                .startsWith(
                        "expected a variable that is named after an option, such as CARILLON_PORT for --port, but was"
                                + " CARILLON_IDLE_TIMOUT (did you mean CARILLON_IDLE_TIMEOUT?)");
    }

    @Test
    void helpIsPrintedDespiteAMisspeltVariable() {
        StringWriter out = new StringWriter();
        int code = Carillon.commandLine(Map.of("CARILLON_PROT", "1"))
                .setOut(new PrintWriter(out, true))
                .execute("serve", "--help");
        assertThat(code).isZero();
        assertThat(out.toString()).startsWith("Usage: carillon serve");
    }

    @Test
    void aMistakeAboutTwoOptionsNamesThoseSetByVariables() {
        assertThat(answer(
                        Map.of("CARILLON_HOST", "no.such.host.invalid", "CARILLON_PORT", "0", "CARILLON_OPEN", "true")))
                .startsWith(
                        "cannot listen on no.such.host.invalid port 0 (--port): --host must be an address of this machine"
                                + "; --host is set in the variable CARILLON_HOST; --port is set in the variable CARILLON_PORT (see");
        assertThat(answer(
                        Map.of("CARILLON_HOST", "no.such.host.invalid"),
                        "--open",
                        "--port",
                        "0",
                        "--management-port",
                        "0"))
                .contains(" of this machine; --host is set in the variable CARILLON_HOST (see");
    }

    @Test
    void aHostForOtherMachinesNeedsAccessSettings() throws IOException {
        String key = Files.writeString(folder.resolve("key"), "an HMAC secret of 32 bytes or more")
                .toString();
        String refusal =
                "--host must be a loopback address such as 127.0.0.1, or localhost, was 0.0.0.0: other machines need keys"
                        + " (--token-key, --jwks, or api-keys in the file of --config), or --open lets every client do everything";
        assertThat(answer(Map.of("CARILLON_HOST", "0.0.0.0")))
                .isEqualTo(refusal + "; --host is set in the variable CARILLON_HOST (see carillon serve --help)\n");
        assertThat(answer(Map.of("CARILLON_HOST", "0.0.0.0", "CARILLON_OPEN", "false")))
                .startsWith(refusal);
        assertThat(answer(Map.of("CARILLON_OPEN", "true"), "--host", "0.0.0.0", "--loops", "0"))
                .startsWith("--loops must be");
        assertThat(answer(Map.of("CARILLON_TOKEN_KEY", key), "--host", "0.0.0.0", "--loops", "0"))
                .startsWith("--loops must be");
        assertThat(answer(Map.of("CARILLON_OPEN", "true", "CARILLON_TOKEN_KEY", key)))
                .startsWith("--open must not be given with ");
    }

    @Test
    void theManagementPortMayHaveItsOwnHost() {
        assertThat(answer(
                        Map.of(), "--port", "0", "--management-host", "no.such.host.invalid", "--management-port", "0"))
                .startsWith(
                        "cannot listen on no.such.host.invalid port 0 (--management-port): --management-host must be an"
                                + " address of this machine");
    }

    @Test
    void aMisspeltVariableIsNotReportedAsTheVariableItResembles() {
        assertThat(answer(Map.of("CARILLON_PROT", "1", "CARILLON_PORT", "2")))
                .contains("CARILLON_PROT (did you mean CARILLON_PORT?) (see carillon serve --help)");
    }

    @Test
    void anUnknownVariableWithoutASuggestionStopsTheStart() {
        assertThat(answer(Map.of("CARILLON_SOMETHING_ELSE", "1")))
                .contains("but was CARILLON_SOMETHING_ELSE (see carillon serve --help)");
    }

    @Test
    void variablesOfOtherProgramsAreNotMistakes() {
        assertThat(reachesTheCheckOfLoops(Map.of(
                        "CARILLON_JAVA_OPTS", "-Xmx64m",
                        "CARILLON_VERSION", "1.2.3",
                        "CARILLON_AGENT_SECRET", "sixteen letters!",
                        "CARILLON_URL", "http://127.0.0.1:8080",
                        "CARILLON_PROT", "",
                        "HOME", "/root")))
                .isTrue();
    }

    /**
     * The services that {@code kubectl get svc carillon carillon-management} lists, as variables of a pod in the
     * namespace.
     */
    @Test
    void serviceLinksOfKubernetesAreNotSettings() {
        assertThat(reachesTheCheckOfLoops(Map.of(
                        "CARILLON_PORT", "tcp://10.0.0.1:8080",
                        "CARILLON_MANAGEMENT_PORT", "tcp://[fd00::1]:8081",
                        "CARILLON_SERVICE_HOST", "10.0.0.1",
                        "CARILLON_SERVICE_PORT", "8080",
                        "CARILLON_SERVICE_PORT_HTTP", "8080",
                        "CARILLON_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                        "CARILLON_PORT_8080_TCP_PROTO", "tcp",
                        "CARILLON_PORT_8080_TCP_PORT", "8080",
                        "CARILLON_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "CARILLON_PODS_SERVICE_HOST", "10.0.0.2")))
                .isTrue();
    }

    @Test
    void anEmptyVariableOrFieldCountsAsNotSet() throws IOException {
        Path file = Files.writeString(
                folder.resolve("carillon.yaml"), "cluster: []\nhandshake-rate:\nhost: \"\"\nidle-timeout: 9s\n");
        assertThat(reachesTheCheckOfLoops(Map.of(
                        "CARILLON_CONFIG", file.toString(),
                        "CARILLON_CLUSTER", "",
                        "CARILLON_PORT", " ",
                        "CARILLON_TLS_CERT", "",
                        "CARILLON_MAX_CONNECTIONS", "",
                        "CARILLON_PAGE", "",
                        "CARILLON_LANE", "")))
                .isTrue();
    }

    @Test
    void helpIsPrintedWithInvalidVariables() {
        StringWriter out = new StringWriter();
        int code = Carillon.commandLine(Map.of("CARILLON_PORT", "abc", "CARILLON_CONFIG", "/none"))
                .setOut(new PrintWriter(out, true))
                .execute("serve", "--help");
        assertThat(code).isZero();
        assertThat(out.toString()).startsWith("Usage: carillon serve ");
    }

    /** The check of {@code --loops} is one of the last before the start. */
    private static boolean reachesTheCheckOfLoops(Map<String, String> environment) {
        String answer = answer(environment, "--loops", "2000");
        assertThat(answer).startsWith("--loops must be 1 to 1024 or auto, was 2000");
        return true;
    }

    private static String answer(Map<String, String> environment, String... flags) {
        StringWriter err = new StringWriter();
        String[] args = new String[flags.length + 1];
        args[0] = "serve";
        System.arraycopy(flags, 0, args, 1, flags.length);
        int code = Carillon.commandLine(environment)
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertThat(code).isEqualTo(2);
        return err.toString();
    }
}
